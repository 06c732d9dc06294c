package dev.acrsync.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What PostgreSQL's driver is told, unless the URL says otherwise.
 */
public final class PostgresDriver {

	/**
	 * The parameter by which statements get a name at the server, which a pooler loses:
	 * off.
	 */
	static final String PREPARE_THRESHOLD = "prepareThreshold";

	private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-");

	private static final Pattern OWN_LIST = Pattern.compile("[?&]ssl(?:factory|rootcert)=");

	private PostgresDriver() {
	}

	public static Properties defaults(String url) {
		Properties defaults = new Properties();
		defaults.setProperty(PREPARE_THRESHOLD, "0");
		// The driver's own list of authorities is a file that is hardly ever there
		if (VERIFIED.matcher(url).find() && !OWN_LIST.matcher(url).find()
				&& !Files.exists(Path.of(System.getProperty("user.home"), ".postgresql", "root.crt"))) {
			defaults.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
		}
		return defaults;
	}

}
