package dev.acrsync.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.ObjectReader;

/**
 * Reads the body of a webhook. What it returns follows the grammar of names; everything
 * else is refused with the field named.
 */
public final class EventParser {

	private static final Pattern ID = Pattern.compile("[a-zA-Z0-9._:-]{1,128}");

	private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private static final Set<String> OTHER_ACTIONS = Set.of("delete", "quarantine", "chart_push", "chart_delete");

	private final ObjectReader reader = EventJson.MAPPER.readerFor(WireEvent.class);

	/**
	 * Reads a body.
	 * @throws InvalidEventException if it is no event
	 */
	RegistryEvent parse(byte[] body) throws InvalidEventException {
		return event(read(body));
	}

	/**
	 * Returns what an event says.
	 * @throws InvalidEventException if it lacks something
	 */
	public static RegistryEvent event(WireEvent event) throws InvalidEventException {
		String id = id(event.id()).orElseGet(() -> UUID.randomUUID().toString());
		String action = required("action", event.action());
		if ("ping".equals(action)) {
			return new RegistryEvent.Ping(id);
		}
		if (!"push".equals(action)) {
			return new RegistryEvent.Ignored(id,
					OTHER_ACTIONS.contains(action) ? "'" + action + "' asks for no import, only 'push' does"
							: "unknown action, only 'push' asks for an import");
		}
		WireEvent.WireTarget target = required("target", event.target());
		if (target.tag() == null || target.tag().isEmpty()) {
			return untagged(id, event, target);
		}
		RepositoryName repository = parse("target.repository", target.repository(), RepositoryName::new);
		Tag tag = parse("target.tag", target.tag(), Tag::new);
		Digest digest = parse("target.digest", target.digest(), Digest::new);
		Instant at = parse("timestamp", event.timestamp(), EventParser::instant);
		RegistryHost host = parse("request.host", (event.request() != null) ? event.request().host() : null,
				RegistryHost::new);
		return new RegistryEvent.Pushed(id, new TaggedImage(host, repository, tag), digest, at);
	}

	/**
	 * A push without a tag asks for nothing, and so may lack anything.
	 */
	private static RegistryEvent untagged(String id, WireEvent event, WireEvent.WireTarget target) {
		try {
			return new RegistryEvent.Untagged(id,
					parse("request.host", (event.request() != null) ? event.request().host() : null, RegistryHost::new),
					parse("target.repository", target.repository(), RepositoryName::new),
					parse("target.digest", target.digest(), Digest::new));
		}
		catch (InvalidEventException ex) {
			return new RegistryEvent.Ignored(id, RegistryEvent.WITHOUT_TAG);
		}
	}

	private WireEvent read(byte[] body) throws InvalidEventException {
		try {
			WireEvent event = this.reader.readValue(body);
			if (event == null) {
				throw new InvalidEventException("The body is not a JSON object");
			}
			return event;
		}
		catch (DatabindException ex) {
			throw new InvalidEventException(path(ex.getPath()) + " has a value of the wrong kind");
		}
		catch (JacksonException ex) {
			throw new InvalidEventException("The body is not JSON, is nested deeper than " + EventJson.MAX_DEPTH
					+ " levels, or repeats a field");
		}
	}

	/**
	 * Returns the sender's id of an event if it has a sensible form.
	 */
	public static Optional<String> id(@Nullable String id) {
		return Optional.ofNullable(id).filter((it) -> ID.matcher(it).matches());
	}

	public static String path(List<JacksonException.Reference> path) {
		String names = path.stream()
			.map(JacksonException.Reference::getPropertyName)
			.map(String::valueOf)
			.collect(Collectors.joining("."));
		return names.isEmpty() ? "The body" : "Field '" + names + "'";
	}

	public static <T> T required(String field, @Nullable T value) throws InvalidEventException {
		if (value == null) {
			throw new InvalidEventException("Field '" + field + "' is missing");
		}
		return value;
	}

	private static <T> T parse(String field, @Nullable String value, Function<String, T> parser)
			throws InvalidEventException {
		try {
			return parser.apply(required(field, value));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEventException("Field '" + field + "' is not valid: " + ex.getMessage());
		}
	}

	private static Instant instant(String text) {
		try {
			Instant instant = Instant.parse(text);
			if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
				return instant;
			}
		}
		catch (DateTimeException ex) {
			// Answered below.
		}
		throw new IllegalArgumentException("a timestamp is like 2026-01-31T12:00:00.1234567Z");
	}

}
