package dev.acrsync.breaker;

import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.tracing.Tracing;

/**
 * A request to a registry that is under way until it is closed, or that is not sent since
 * the registry does not answer.
 */
final class GuardedRequest implements AutoCloseable {

	private final RegistryBreakers breakers;

	private final RegistryAccess registry;

	private final Optional<RegistryBreaker.UnansweredRequest> sent;

	private final Tracing tracing;

	private final Tracing.Step span;

	/**
	 * Begins one.
	 * @param quick whether it is usually answered at once
	 * @param span ends with it
	 */
	GuardedRequest(RegistryBreakers breakers, RegistryAccess registry, boolean quick, Tracing tracing,
			Tracing.Step span) {
		this.breakers = breakers;
		this.registry = registry;
		this.sent = breakers.of(registry).begin(quick);
		this.tracing = tracing;
		this.span = span;
	}

	/**
	 * Tells whether it is not to be sent.
	 */
	boolean isBarred() {
		return this.sent.isEmpty();
	}

	/**
	 * Says why it is not sent.
	 */
	Unreadable silence() {
		return new Unreadable(Unreadable.UnreadableCause.UNAVAILABLE,
				"%s; it is asked again in %d seconds".formatted(this.breakers.silence(this.registry),
						this.breakers.of(this.registry).untilLook().toSeconds() + 1),
				Optional.empty());
	}

	/**
	 * Takes note of what a tag or a manifest is.
	 */
	TagReading shown(TagReading reading) {
		switch (reading) {
			case TagReading.Found(Digest digest) -> {
				this.tracing.tag("acr_sync.digest", digest.value());
				TryNotes.result(digest.value().substring(0, 19));
			}
			case Absent() -> {
				this.tracing.tag("acr_sync.digest", "none");
				TryNotes.result("none");
			}
			case Unreadable _ -> {
			}
		}
		return told(reading);
	}

	/**
	 * Takes note of an answer.
	 */
	<T> T told(T answer) {
		this.sent.ifPresent((request) -> request.ended(result(answer)));
		if (answer instanceof Unreadable reason) {
			String cause = reason.cause().name().toLowerCase(Locale.ROOT);
			TryNotes.result(cause);
			this.tracing.failed(cause, reason.message());
		}
		return answer;
	}

	private RegistryBreaker.RequestResult result(Object answer) {
		if (!(answer instanceof Unreadable unreadable)) {
			return RegistryBreaker.RequestResult.GIVEN;
		}
		return switch (unreadable.cause()) {
			case UNIDENTIFIED, UNTRUSTED -> RegistryBreaker.RequestResult.UNASKED;
			case UNAVAILABLE -> {
				this.breakers.silent(this.registry, unreadable.message());
				yield RegistryBreaker.RequestResult.NONE;
			}
			case UNAUTHORIZED, FORBIDDEN, THROTTLED, DISALLOWED, UNEXPECTED -> RegistryBreaker.RequestResult.GIVEN;
		};
	}

	@Override
	public void close() {
		this.sent.ifPresent(RegistryBreaker.UnansweredRequest::close);
		this.span.close();
	}

}
