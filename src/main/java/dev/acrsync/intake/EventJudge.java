package dev.acrsync.intake;

import java.util.Optional;
import java.util.function.Function;

import dev.acrsync.image.Destination;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Source;

/**
 * Decides what becomes of an event, the same whichever door it came by.
 */
public final class EventJudge {

	private final Function<String, RegistryHost> targets;

	/**
	 * Makes a judge.
	 * @param targets returns the host of a target by its configured name
	 */
	public EventJudge(Function<String, RegistryHost> targets) {
		this.targets = targets;
	}

	/**
	 * Decides on an event of a source.
	 */
	public EventVerdict judge(Source source, EventDoor door, RegistryEvent event) {
		return switch (event) {
			case RegistryEvent.Ping(var id) -> new EventVerdict.HarmlessEvent(id, "pong", Optional.empty());
			case RegistryEvent.Ignored ignored -> ignored(ignored);
			case RegistryEvent.Untagged untagged ->
				(source.isKnownAs(untagged.host()) && source.rules().names(untagged.repository()))
						? new EventVerdict.NotedEvent(untagged) : ignored(untagged.ignored());
			case RegistryEvent.Pushed pushed -> judge(source, door, pushed);
		};
	}

	private static EventVerdict.HarmlessEvent ignored(RegistryEvent.Ignored ignored) {
		return new EventVerdict.HarmlessEvent(ignored.id(), "ignored", Optional.of(ignored.reason()));
	}

	private EventVerdict judge(Source source, EventDoor door, RegistryEvent.Pushed pushed) {
		if (!source.isKnownAs(pushed.host())) {
			return new EventVerdict.RefusedEvent(pushed.id(), "registry-mismatch", "The push was made at "
					+ pushed.host() + ", and source '" + source.name() + "' is " + source.registry().host());
		}
		return switch (source.rules().decide(pushed.repository(), pushed.tag())) {
			case Decision.Allowed(int rule, var destinations) ->
				new EventVerdict.WantedEvent(new Push(pushed.id(), source.name(), source.registry().host(),
						pushed.repository(), pushed.tag(), pushed.digest(), pushed.at(),
						destinations.stream()
							.map((it) -> TargetImage.of(it, host(it), pushed.tag(), source.rules().reference(rule)))
							.toList())
					.by(door));
			case Decision.RepositoryNotAllowed() -> new EventVerdict.RefusedEvent(pushed.id(), "repository-not-allowed",
					"No rule of source '" + source.name() + "' allows repository '" + pushed.repository() + "'");
			case Decision.TargetTooLong(var mapping) -> new EventVerdict.RefusedEvent(pushed.id(),
					"repository-not-allowed", "Repository '" + pushed.repository() + "' would have too long a name"
							+ (source.door().showTargets() ? " as '" + mapping + "'" : " at the target"));
			case Decision.TagNotAllowed() ->
				new EventVerdict.RefusedEvent(pushed.id(), "tag-not-allowed", "No rule of source '" + source.name()
						+ "' allows tag '" + pushed.tag() + "' of repository '" + pushed.repository() + "'");
		};
	}

	private RegistryHost host(Destination destination) {
		return this.targets.apply(destination.target());
	}

}
