package dev.acrsync.listeners;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

import dev.acrsync.logging.SparseLog;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * Keeps requests off the operators' port that a page of another site has made an
 * operator's browser send, and lets clients that are none ask without a content type.
 */
final class BrowserValve extends ValveBase {

	private static final Logger logger = LoggerFactory.getLogger(BrowserValve.class);

	private static final String CONTENT_TYPE = "Content-Type";

	private static final String REFUSED = "Another site's page made a browser send this, or it was sent to a host name "
			+ "that is not this service's: add a name of its own to acr-sync.console.hosts";

	private final SiteCheck check;

	private final String path;

	private final SparseLog log = new SparseLog(System::nanoTime);

	/**
	 * Makes a valve.
	 * @param path what the paths of the operators' requests begin with
	 */
	BrowserValve(SiteCheck check, String path) {
		super(true);
		this.check = check;
		this.path = path;
	}

	/** What is there twice is no browser's, and is refused as what it is together. */
	private static @Nullable String all(Enumeration<String> values) {
		return values.hasMoreElements() ? String.join(",", Collections.list(values)) : null;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (!String.valueOf(request.getDecodedRequestURI()).startsWith(this.path)) {
			getNext().invoke(request, response);
			return;
		}
		if (!this.check.allows(request.getMethod(), (name) -> all(request.getHeaders(name)))) {
			this.log.happened((count) -> logger.warn("Requests to the operators' port are refused with 403, {} since "
					+ "the last such line: another site's page made a browser send them, or they were sent to a host "
					+ "name that is not in acr-sync.console.hosts", count));
			RequestRefusal.write(request, response, HttpStatus.FORBIDDEN, REFUSED);
			return;
		}
		if ("POST".equals(request.getMethod()) && request.getHeader(CONTENT_TYPE) == null) {
			request.getCoyoteRequest().getMimeHeaders().addValue(CONTENT_TYPE).setString("application/json");
		}
		getNext().invoke(request, response);
	}

}
