package dev.acrsync.intake;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;

import org.springframework.http.HttpStatus;

/**
 * Takes the body of an authenticated webhook to an answer: parse, decide, write down.
 */
public final class WebhookReceiver {

	private final EventParser parser = new EventParser();

	private final EventJudge judge;

	private final RateLimits rateLimits;

	private final PushWriter writer;

	private final ManifestNotes notes;

	WebhookReceiver(EventJudge judge, RateLimits rateLimits, PushWriter writer, ManifestNotes notes) {
		this.judge = judge;
		this.rateLimits = rateLimits;
		this.writer = writer;
		this.notes = notes;
	}

	/**
	 * Answers a body. What it says was accepted is on disk.
	 * @throws RefusedException if it is no event, is not allowed, or cannot be written
	 * down
	 */
	public WebhookAnswer receive(Source source, byte[] body) throws RefusedException {
		return switch (this.judge.judge(source, EventDoor.WEBHOOK, parse(body))) {
			case EventVerdict.HarmlessEvent harmless -> WebhookAnswer.of(harmless);
			case EventVerdict.NotedEvent(var manifest) -> {
				this.notes.note(source, List.of(manifest));
				yield WebhookAnswer.of(manifest);
			}
			case EventVerdict.WantedEvent(var allowed) -> write(source, allowed);
			case EventVerdict.ValidationEvent _ -> throw new IllegalStateException("Only Event Grid asks for that");
			case EventVerdict.RefusedEvent(var _, var reason, var detail) ->
				throw new RefusedException(new WebhookRefusal(HttpStatus.FORBIDDEN, reason, detail));
		};
	}

	private RegistryEvent parse(byte[] body) throws RefusedException {
		try {
			return this.parser.parse(body);
		}
		catch (InvalidEventException ex) {
			throw new RefusedException(
					new WebhookRefusal(HttpStatus.BAD_REQUEST, "invalid", String.valueOf(ex.getMessage())));
		}
	}

	private WebhookAnswer write(Source source, AllowedPush allowed) throws RefusedException {
		requireRate(source);
		return WebhookAnswer.of(allowed.push(), this.writer.write(List.of(allowed)).getFirst());
	}

	/**
	 * A push of an image for many platforms comes with as many events that ask for
	 * nothing: they do not count.
	 */
	private void requireRate(Source source) throws RefusedException {
		Optional<Duration> wait = this.rateLimits.exceeded(source);
		if (wait.isPresent()) {
			throw new RefusedException(new WebhookRefusal(HttpStatus.TOO_MANY_REQUESTS, "rate-limited",
					"Source '" + source.name() + "' may send " + source.door().rateLimit() + " pushes a minute", wait));
		}
	}

}
