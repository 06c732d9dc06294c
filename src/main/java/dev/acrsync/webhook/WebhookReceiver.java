package dev.acrsync.webhook;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.followup.FollowUps;
import dev.acrsync.image.Destination;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.logging.SparseLog;
import dev.acrsync.records.TargetImage;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.tracing.Tracing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * Takes the body of an authenticated webhook to an answer: parse, decide, write down.
 */
final class WebhookReceiver {

	private static final Duration SOON = Duration.ofSeconds(5);

	private final EventParser parser = new EventParser();

	private static final Logger logger = LoggerFactory.getLogger(WebhookReceiver.class);

	private final SparseLog unnoted = new SparseLog(System::nanoTime);

	private final Settings settings;

	private final RateLimits rateLimits;

	private final Ledger ledger;

	private final FollowUps followUps;

	private final Tracing tracing;

	WebhookReceiver(Settings settings, RateLimits rateLimits, Ledger ledger, FollowUps followUps, Tracing tracing) {
		this.settings = settings;
		this.rateLimits = rateLimits;
		this.ledger = ledger;
		this.followUps = followUps;
		this.tracing = tracing;
	}

	/**
	 * Answers a body. What it says was accepted is on disk.
	 * @throws RefusedException if it is no event, is not allowed, or cannot be written
	 * down
	 */
	WebhookAnswer receive(Source source, byte[] body) throws RefusedException {
		return switch (parse(body)) {
			case WebhookEvent.Ping ping -> WebhookAnswer.pong(ping);
			case WebhookEvent.Ignored ignored -> WebhookAnswer.ignored(ignored);
			case WebhookEvent.Untagged untagged -> note(source, untagged);
			case WebhookEvent.Pushed pushed -> accept(source, pushed);
		};
	}

	/**
	 * It asks for no import, but the image that it refers to may have to be looked at.
	 * Comparisons find what is not written down here.
	 */
	private WebhookAnswer note(Source source, WebhookEvent.Untagged untagged) {
		if (source.isKnownAs(untagged.host()) && source.rules().names(untagged.repository())) {
			try {
				if (!this.followUps.pushed(source.name(), untagged.repository(), untagged.digest())) {
					unnoted(source, untagged, "too many wait to be looked at");
				}
			}
			catch (LedgerUnavailableException ex) {
				unnoted(source, untagged, ex.getMessage());
			}
		}
		return WebhookAnswer.ignored(untagged.ignored());
	}

	private void unnoted(Source source, WebhookEvent.Untagged untagged, @Nullable String why) {
		this.unnoted.happened((count) -> logger.warn(
				"Events of manifests without a tag are not noted, {} since the last such line, the last one {} of {}: {}",
				count, untagged.id(), source.name(), why));
	}

	private WebhookEvent parse(byte[] body) throws RefusedException {
		try {
			return this.parser.parse(body);
		}
		catch (InvalidEventException ex) {
			throw new RefusedException(
					new WebhookRefusal(HttpStatus.BAD_REQUEST, "invalid", String.valueOf(ex.getMessage())));
		}
	}

	private WebhookAnswer accept(Source source, WebhookEvent.Pushed pushed) throws RefusedException {
		if (!source.isKnownAs(pushed.host())) {
			throw forbidden("registry-mismatch", "The push was made at " + pushed.host() + ", and source '"
					+ source.name() + "' is " + source.registry().host());
		}
		return switch (source.rules().decide(pushed.repository(), pushed.tag())) {
			case Decision.Allowed(int rule, var destinations) -> write(source, new Push(pushed.id(), source.name(),
					source.registry().host(), pushed.repository(), pushed.tag(), pushed.digest(), pushed.at(),
					destinations.stream()
						.map((it) -> new TargetImage(it, new TaggedImage(host(it), it.repository(), pushed.tag()),
								Optional.of(source.rules().reference(rule))))
						.toList()));
			case Decision.RepositoryNotAllowed() -> throw forbidden("repository-not-allowed",
					"No rule of source '" + source.name() + "' allows repository '" + pushed.repository() + "'");
			case Decision.TargetTooLong(var mapping) -> throw forbidden("repository-not-allowed",
					"Repository '" + pushed.repository() + "' would have too long a name"
							+ (source.door().showTargets() ? " as '" + mapping + "'" : " at the target"));
			case Decision.TagNotAllowed() -> throw forbidden("tag-not-allowed", "No rule of source '" + source.name()
					+ "' allows tag '" + pushed.tag() + "' of repository '" + pushed.repository() + "'");
		};
	}

	private RegistryHost host(Destination destination) {
		return this.settings.target(destination.target()).orElseThrow().registry().host();
	}

	private WebhookAnswer write(Source source, Push push) throws RefusedException {
		requireRate(source);
		try {
			Receipt receipt = this.ledger.accept(push.in(this.tracing.current()));
			return WebhookAnswer.of(push, receipt);
		}
		catch (LedgerUnavailableException ex) {
			throw new RefusedException(new WebhookRefusal(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
					"The event could not be written down: send it again", Optional.of(SOON)), ex);
		}
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

	private static RefusedException forbidden(String reason, String detail) {
		return new RefusedException(new WebhookRefusal(HttpStatus.FORBIDDEN, reason, detail));
	}

}
