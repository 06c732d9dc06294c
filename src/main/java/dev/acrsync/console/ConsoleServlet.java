package dev.acrsync.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import dev.acrsync.database.SharedReading;
import dev.acrsync.listeners.OperatorValve;
import dev.acrsync.settings.ConsoleSettings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.dao.DataAccessException;

/**
 * Answers browsers, and whoever reads HTML, at {@code /} and {@code /console/} of the
 * operators' port.
 */
@SuppressWarnings("serial")
final class ConsoleServlet extends HttpServlet {

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	private static final String IMAGES = "/images/";

	private static final int LONGEST = 600;

	private final SharedReading<StatusDocument> status;

	private final ImagePages images;

	private final ActionPages actions;

	private final ConsoleSettings console;

	ConsoleServlet(SharedReading<StatusDocument> status, ImagePages images, ActionPages actions,
			ConsoleSettings console) {
		this.status = status;
		this.images = images;
		this.actions = actions;
		this.console = console;
	}

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		String path = path(request);
		try {
			switch (path) {
				case "/" -> first(request, response);
				case "/parts" -> parts(response);
				case "/console.css" -> file(response, "console.css", "text/css");
				case "/console.js" -> file(response, "console.js", "text/javascript");
				case "/images" ->
					answer(response, 200, this.images.found(parameter(request, "words"), parameter(request, "state")));
				case "/runbook" -> answer(response, 200, new RunbookPage().page(root(request)));
				case "/do" -> ask(request, response);
				default -> story(request, response, path);
			}
		}
		catch (DataAccessException ex) {
			answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, PageFrame.around(root(request), "Not now", Html
				.of("<p class=\"bad\">The ledger cannot be read now: {}</p>\n", String.valueOf(ex.getMessage()))));
		}
	}

	@Override
	protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Optional<ActionPages.Action> action = action(request);
		if (!"/do".equals(request.getPathInfo()) || action.isEmpty()) {
			notFound(request, response);
			return;
		}
		OperatorValve.did(request, action.get().words());
		try {
			ActionPages.Done done = this.actions.run(action.get());
			answer(response, done);
		}
		catch (InvalidEndpointRequestException | DataAccessException ex) {
			answer(response, HttpServletResponse.SC_BAD_REQUEST, PageFrame.around("../", "Not done",
					Html.of("<p class=\"verdict bad\">{}</p>\n", String.valueOf(ex.getMessage()))));
		}
	}

	/** Its links hold at the root alone: elsewhere the way there is told. */
	private void first(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getServletPath().isEmpty()) {
			answer(response, 200, new StatusPage(this.status.get(), this.console.readOnly()).page());
			return;
		}
		response.setStatus(HttpServletResponse.SC_FOUND);
		response.setHeader("Location", root(request).isEmpty() ? "./" : root(request));
	}

	/** Its connection is not kept, so that many open pages leave room for others. */
	private void parts(HttpServletResponse response) throws IOException {
		response.setHeader("Connection", "close");
		answer(response, 200, new StatusPage(this.status.get(), this.console.readOnly()).parts());
	}

	private void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Optional<ActionPages.Action> action = action(request);
		if (action.isPresent() && action.get().isReading() && this.console.readOnly()) {
			answer(response, 200, this.actions.run(action.get()).page());
			return;
		}
		if (action.isEmpty() || this.console.readOnly()) {
			notFound(request, response);
			return;
		}
		boolean looking = "plan".equals(parameter(request, "action")) && !parameter(request, "look").isEmpty();
		answer(response, looking ? this.actions.look(action.get()) : this.actions.ask(action.get(), fields(request)));
	}

	private static void answer(HttpServletResponse response, ActionPages.Done done) throws IOException {
		if (done.unfinished()) {
			response.setHeader("Refresh", "3;url=do?action=plan&look=1");
		}
		answer(response, done.code(), done.page());
	}

	private static Map<String, String> fields(HttpServletRequest request) {
		Map<String, String> fields = new TreeMap<>();
		for (String name : new String[] { "action", "id", "source", "code" }) {
			String value = parameter(request, name);
			if (!value.isEmpty()) {
				fields.put(name, value);
			}
		}
		return fields;
	}

	private Optional<ActionPages.Action> action(HttpServletRequest request) {
		return this.actions.action(parameter(request, "action"), fields(request));
	}

	private void story(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
		Optional<Html> story = path.startsWith(IMAGES)
				? this.images.story(path.substring(IMAGES.length()), !parameter(request, "explain").isEmpty())
				: Optional.empty();
		if (story.isPresent()) {
			answer(response, 200, story.get());
		}
		else {
			notFound(request, response);
		}
	}

	private static void notFound(HttpServletRequest request, HttpServletResponse response) throws IOException {
		answer(response, HttpServletResponse.SC_NOT_FOUND,
				PageFrame.around(root(request), "Not found", Html.of("<p>There is nothing here.</p>\n")));
	}

	private static String path(HttpServletRequest request) {
		return Objects.requireNonNullElse(request.getPathInfo(), "/");
	}

	/** The way to the first page, relative, since a proxy may have a path before ours. */
	private static String root(HttpServletRequest request) {
		String below = Objects.requireNonNullElse(request.getPathInfo(), "");
		return request.getServletPath().isEmpty() ? ""
				: "../".repeat((int) below.chars().filter((it) -> it == '/').count());
	}

	private static String parameter(HttpServletRequest request, String name) {
		String value = Objects.requireNonNullElse(request.getParameter(name), "");
		return (value.length() <= LONGEST) ? value : value.substring(0, LONGEST);
	}

	private static void file(HttpServletResponse response, String name, String type) throws IOException {
		try (InputStream file = Objects.requireNonNull(ConsoleServlet.class.getResourceAsStream(name))) {
			write(response, 200, type, file.readAllBytes());
		}
	}

	private static void answer(HttpServletResponse response, int code, Html page) throws IOException {
		write(response, code, "text/html", page.text().getBytes(StandardCharsets.UTF_8));
	}

	private static void write(HttpServletResponse response, int code, String type, byte[] body) throws IOException {
		response.setStatus(code);
		response.setContentType(type + ";charset=utf-8");
		response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		// With none at all browsers would not say of a form where it comes from.
		response.setHeader("Referrer-Policy", "same-origin");
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		response.setHeader("Cache-Control", "no-store");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
