package dev.acrsync.listeners;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers no more than a few operators' requests at a time, so that connections, threads
 * and the database are there for probes and for the scraper, whatever is asked besides.
 */
final class ProbeReserveValve extends ValveBase {

	/** A browser asks so many things at once; the database has eight connections. */
	static final int MOST_REQUESTS = 6;

	/**
	 * How many of them may ask registries, which may be slow: they leave room for the
	 * pages.
	 */
	static final int MOST_SLOW_REQUESTS = 3;

	private static final String FULL = "%d requests are being answered already: ask again when some of them are done";

	private static final Set<String> READING = Set.of("GET", "HEAD");

	private final Semaphore free = new Semaphore(MOST_REQUESTS);

	private final Semaphore freeForSlow = new Semaphore(MOST_SLOW_REQUESTS);

	private final String operators;

	private final List<String> reserved;

	private final List<String> slow;

	/**
	 * Makes a valve.
	 * @param operators what the paths of operators' requests begin with
	 * @param path what the paths of the endpoints begin with
	 */
	ProbeReserveValve(String operators, String path) {
		super(true);
		this.operators = operators;
		this.reserved = List.of(path + "/health", path + "/prometheus");
		this.slow = List.of(path + "/doctor", path + "/explain");
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		String path = String.valueOf(request.getDecodedRequestURI());
		if (!path.startsWith(this.operators) || isBelow(path, this.reserved)) {
			getNext().invoke(request, response);
		}
		else if (isSlow(request, path)) {
			within(this.freeForSlow, MOST_SLOW_REQUESTS, request, response, () -> within(this.free, MOST_REQUESTS,
					request, response, () -> getNext().invoke(request, response)));
		}
		else {
			within(this.free, MOST_REQUESTS, request, response, () -> getNext().invoke(request, response));
		}
	}

	private static boolean isBelow(String path, List<String> parents) {
		return parents.stream().anyMatch((it) -> path.equals(it) || path.startsWith(it + "/"));
	}

	/** What asks registries, or does something. */
	private boolean isSlow(Request request, String path) {
		String query = String.valueOf(request.getQueryString());
		return !READING.contains(String.valueOf(request.getMethod())) || isBelow(path, this.slow)
				|| path.startsWith("/console/") && (query.contains("explain=") || query.contains("action=doctor"));
	}

	private static void within(Semaphore free, int most, Request request, Response response, RequestStep step)
			throws IOException, ServletException {
		if (!free.tryAcquire()) {
			refuse(request, response, most);
			return;
		}
		try {
			step.take();
		}
		finally {
			free.release();
		}
	}

	private static void refuse(Request request, Response response, int most) throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, "1");
		response.setHeader(HttpHeaders.CONNECTION, "close");
		RequestRefusal.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, FULL.formatted(most));
		response.finishResponse();
	}

	/**
	 * What is done with a request that has its place.
	 */
	@FunctionalInterface
	private interface RequestStep {

		void take() throws IOException, ServletException;

	}

}
