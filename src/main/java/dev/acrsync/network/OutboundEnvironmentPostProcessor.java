package dev.acrsync.network;

import java.net.ProxySelector;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sets, before anything goes out, whom this process trusts and which proxy it takes. What
 * is written wrongly is left out here, and told by the settings.
 */
class OutboundEnvironmentPostProcessor implements EnvironmentPostProcessor {

	/** Java sends no login to a proxy for https unless this is empty. */
	private static final String DISABLED_LOGINS = "jdk.http.auth.tunneling.disabledSchemes";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String written = "";
		try {
			written = environment.getProperty("acr-sync.trusted-certificates", "");
		}
		catch (IllegalArgumentException _) {
			// A placeholder that nothing fills
		}
		trust(written);
		if (System.getProperty("https.proxyHost", "").isEmpty()) {
			takeProxy(System.getenv());
		}
	}

	private static void trust(String written) {
		List<X509Certificate> further = List.of();
		try {
			further = written.isBlank() ? further : TrustedCertificates.read(written);
		}
		catch (IllegalArgumentException _) {
			// Told by the settings
		}
		// With a key store of its own Java is asked for client certificates too
		if (!further.isEmpty() || System.getProperty("javax.net.ssl.keyStore", "").isEmpty()) {
			SSLContext.setDefault(context(new ServerTrust(further)));
		}
	}

	private static SSLContext context(TrustManager trust) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { trust }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Java has no TLS", ex);
		}
	}

	private static void takeProxy(Map<String, String> variables) {
		try {
			EnvironmentProxies.of(variables, ProxySelector.getDefault()).ifPresent((selector) -> {
				ProxySelector.setDefault(selector);
				if (selector.hasAuthorization() && System.getProperty(DISABLED_LOGINS) == null) {
					System.setProperty(DISABLED_LOGINS, "");
				}
			});
		}
		catch (IllegalArgumentException _) {
			// Told by the settings
		}
	}

}
