package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers no more than a few operators' requests at a time, so that connections, threads
 * and the database are there for probes and for the scraper, whatever is asked besides.
 */
final class ProbeReserveValve extends ValveBase {

	/** A browser asks so many things at once; the database has eight connections. */
	static final int MOST_REQUESTS = 6;

	private static final byte[] PROBLEM = """
			{"type":"about:blank","title":"Service Unavailable","status":503,\
			"detail":"%d requests are being answered already: ask again when some of them are done"}"""
		.formatted(MOST_REQUESTS)
		.getBytes(StandardCharsets.UTF_8);

	private final Semaphore free = new Semaphore(MOST_REQUESTS);

	private final String operators;

	private final List<String> reserved;

	/**
	 * Makes a valve.
	 * @param operators what the paths of operators' requests begin with
	 * @param path what the paths of the endpoints begin with
	 */
	ProbeReserveValve(String operators, String path) {
		super(true);
		this.operators = operators;
		this.reserved = List.of(path + "/health", path + "/prometheus");
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		String path = String.valueOf(request.getDecodedRequestURI());
		if (!path.startsWith(this.operators)
				|| this.reserved.stream().anyMatch((it) -> path.equals(it) || path.startsWith(it + "/"))) {
			getNext().invoke(request, response);
		}
		else if (this.free.tryAcquire()) {
			try {
				getNext().invoke(request, response);
			}
			finally {
				this.free.release();
			}
		}
		else {
			refuse(response);
		}
	}

	private static void refuse(Response response) throws IOException {
		response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
		response.setHeader(HttpHeaders.RETRY_AFTER, "1");
		response.setHeader(HttpHeaders.CONNECTION, "close");
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(PROBLEM.length);
		response.getOutputStream().write(PROBLEM);
		response.finishResponse();
	}

}
