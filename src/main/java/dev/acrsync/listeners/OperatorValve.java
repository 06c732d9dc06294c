package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.logging.SparseLog;
import dev.acrsync.settings.ConsoleSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Lets operators in, and writes to the log what they do, and who does it. Health and
 * metrics are for machines, and let anybody in.
 */
public final class OperatorValve extends ValveBase {

	private static final Logger logger = LoggerFactory.getLogger(OperatorValve.class);

	private static final String ACTION = OperatorValve.class.getName();

	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

	private static final Set<Integer> NOTHING = Set.of(400, 404, 405, 415);

	private static final int MOST = 100;

	private final ConsoleSettings console;

	private final Counter refused;

	private final SparseLog log = new SparseLog(System::nanoTime);

	private final String operators;

	private final List<String> open;

	/**
	 * Makes a valve.
	 * @param operators what the paths of operators' requests begin with
	 * @param path what the paths of the endpoints begin with
	 */
	OperatorValve(ConsoleSettings console, String operators, String path, MeterRegistry meters) {
		super(true);
		this.console = console;
		this.refused = Counter.builder("acr.sync.console.refused")
			.description("Requests to the operators' port with a wrong secret")
			.register(meters);
		this.operators = operators;
		this.open = List.of(path + "/health", path + "/prometheus");
	}

	/**
	 * Says for the log what a request has done.
	 */
	public static void did(HttpServletRequest request, String action) {
		request.setAttribute(ACTION, action);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		String path = String.valueOf(request.getDecodedRequestURI());
		if (!path.startsWith(this.operators)
				|| this.open.stream().anyMatch((it) -> path.equals(it) || path.startsWith(it + "/"))) {
			getNext().invoke(request, response);
		}
		else if (!this.console.secrets().isEmpty() && !opens(request.getHeader(HttpHeaders.AUTHORIZATION))) {
			if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
				wrong(request);
			}
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"acr-sync\", charset=\"UTF-8\"");
			RequestRefusal.write(request, response, HttpStatus.UNAUTHORIZED,
					"Send one of acr-sync.console.secrets as 'Authorization: Bearer <secret>', or as a password");
		}
		else if (request.getMethod() == null || SAFE.contains(request.getMethod())) {
			getNext().invoke(request, response);
		}
		else if (this.console.readOnly()) {
			RequestRefusal.write(request, response, HttpStatus.FORBIDDEN,
					"Nothing can be done here: acr-sync.console.read-only is set");
		}
		else {
			act(request, response, path);
		}
	}

	/** Without any it is a browser that does not know yet that one is wanted. */
	private void wrong(Request request) {
		this.refused.increment();
		this.log.happened((count) -> logger.warn("Requests to the operators' port came with a wrong secret, {} since "
				+ "the last such line, the last one from {}", count, request.getRemoteAddr()));
	}

	private void act(Request request, Response response, String path) throws IOException, ServletException {
		try {
			getNext().invoke(request, response);
		}
		finally {
			action(request, response, path).ifPresent((action) -> logger.atInfo()
				.addKeyValue("user.name", user(request))
				.addKeyValue("http.response.status_code", response.getStatus())
				.log("Operator {} has asked for: {}, and was answered {}", user(request), printable(action),
						response.getStatus()));
		}
	}

	/** What there is not is not done, and may have any name. */
	private static Optional<String> action(Request request, Response response, String path) {
		Optional<String> did = Optional.ofNullable(request.getAttribute(ACTION)).map(String::valueOf);
		boolean known = "POST".equals(request.getMethod()) && !NOTHING.contains(response.getStatus());
		return did.or(() -> Optional.of("POST " + path + query(request)).filter((_) -> known));
	}

	private static String query(Request request) {
		return (request.getQueryString() != null) ? "?" + request.getQueryString() : "";
	}

	private String user(Request request) {
		return this.console.userHeader()
			.map(request::getHeader)
			.map(OperatorValve::printable)
			.filter((name) -> !name.isBlank())
			.orElseGet(request::getRemoteAddr);
	}

	private static String printable(String text) {
		String line = text.replaceAll("[^\\x20-\\x7E]", "?");
		return (line.length() <= MOST) ? line : line.substring(0, MOST) + "...";
	}

	private boolean opens(@Nullable String authorization) {
		String[] parts = String.valueOf(authorization).strip().split(" +", 2);
		if (parts.length < 2) {
			return false;
		}
		return switch (parts[0].toLowerCase(Locale.ROOT)) {
			case "bearer" -> this.console.opensFor(parts[1].strip());
			case "basic" -> basic(parts[1].strip()).filter(this.console::opensFor).isPresent();
			default -> false;
		};
	}

	private static Optional<String> basic(String encoded) {
		try {
			String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
			return Optional.of(pair.substring(pair.indexOf(':') + 1));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

}
