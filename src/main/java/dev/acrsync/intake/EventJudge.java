package dev.acrsync.intake;

import java.util.Optional;
import java.util.function.Function;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportOrigin;
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
		RegistryHost registry = source.registry().host();
		RepositoryName repository = pushed.image().repository();
		Tag tag = pushed.image().tag();
		if (!source.isKnownAs(pushed.image().registry())) {
			return new EventVerdict.RefusedEvent(pushed.id(), "registry-mismatch", "The push was made at "
					+ pushed.image().registry() + ", and source '" + source.name() + "' is " + registry);
		}
		return switch (source.rules().decide(repository, tag)) {
			case Decision.Allowed(int rule, var destinations) -> {
				Push push = new Push(pushed.id(), ImportOrigin.EVENT, Optional.of(door), source.name(),
						new TaggedImage(registry, repository, tag), pushed.digest(), pushed.at(), Optional.empty());
				yield new EventVerdict.WantedEvent(new AllowedPush(push,
						TargetImage.of(destinations, this.targets, tag, source.rules().reference(rule))));
			}
			case Decision.RepositoryNotAllowed() -> new EventVerdict.RefusedEvent(pushed.id(), "repository-not-allowed",
					"No rule of source '" + source.name() + "' allows repository '" + repository + "'");
			case Decision.TargetTooLong(var mapping) -> new EventVerdict.RefusedEvent(pushed.id(),
					"repository-not-allowed", "Repository '" + repository + "' would have too long a name"
							+ (source.door().showTargets() ? " as '" + mapping + "'" : " at the target"));
			case Decision.TagNotAllowed() ->
				new EventVerdict.RefusedEvent(pushed.id(), "tag-not-allowed", "No rule of source '" + source.name()
						+ "' allows tag '" + tag + "' of repository '" + repository + "'");
		};
	}

}
