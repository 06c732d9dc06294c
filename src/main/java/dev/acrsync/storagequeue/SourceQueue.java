package dev.acrsync.storagequeue;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

import dev.acrsync.registry.EntraTokens;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Source;

/**
 * The queue of a source, as it is read: as the identity that the vendor made for us, if
 * there is one, since the account may be the vendor's, and else as ourselves. Where one
 * is refused the other is tried, and kept to while it does.
 */
public final class SourceQueue {

	private static final int REMOVED_AT_ONCE = 8;

	private final QueueClient client;

	private final EntraTokens tokens;

	private int preferred;

	/**
	 * Takes who asks, and who gives tokens.
	 */
	public SourceQueue(QueueClient client, EntraTokens tokens) {
		this.client = client;
		this.tokens = tokens;
	}

	/**
	 * Takes some messages, which are given to nobody else meanwhile.
	 * @param hidden for so long
	 * @throws QueueException if there was no good answer
	 */
	public List<QueueMessage> take(Source source, Duration hidden) throws QueueException {
		return as(source, (token) -> this.client.take(address(source), token, hidden));
	}

	/**
	 * Removes messages that were taken. One that is not ours any more is left.
	 * @throws QueueException if some could not be removed: they come again
	 */
	public void remove(Source source, List<QueueMessage> messages) throws QueueException {
		List<QueueException> failures = as(source,
				(token) -> messages.stream()
					.gather(Gatherers.mapConcurrent(REMOVED_AT_ONCE, (message) -> remove(source, token, message)))
					.flatMap(Optional::stream)
					.toList());
		if (!failures.isEmpty()) {
			throw failures.getFirst();
		}
	}

	private Optional<QueueException> remove(Source source, Secret token, QueueMessage message) {
		try {
			this.client.remove(address(source), token, message);
			return Optional.empty();
		}
		catch (QueueException ex) {
			return ex.isGone() ? Optional.empty() : Optional.of(ex);
		}
	}

	/**
	 * Looks at what waits, and leaves it to others. Whoever may process messages need not
	 * be allowed to see how many there are: then those are counted that can be looked at.
	 * @throws QueueException if there was no good answer
	 */
	public QueueBacklog look(Source source) throws QueueException {
		return as(source, (token) -> {
			List<QueueMessage> next = this.client.peek(address(source), token);
			return new QueueBacklog(Math.max(next.size(), count(source, token)),
					next.stream().map(QueueMessage::insertedAt).min(Comparator.naturalOrder()));
		});
	}

	private long count(Source source, Secret token) throws QueueException {
		try {
			return this.client.count(address(source), token).orElse(0);
		}
		catch (QueueException ex) {
			if (ex.isRefusal()) {
				return 0;
			}
			throw ex;
		}
	}

	private static QueueAddress address(Source source) {
		return source.pulls().queue().orElseThrow();
	}

	/**
	 * Does something as one of those who may.
	 */
	private synchronized <T> T as(Source source, QueueAction<T> action) throws QueueException {
		List<Supplier<Secret>> all = Stream
			.concat(vendor(source).stream(), Stream.<Supplier<Secret>>of(this.tokens::storageToken))
			.toList();
		Optional<QueueException> refusal = Optional.empty();
		for (int tried = 0; tried < all.size(); tried++) {
			try {
				return action.with(token(all.get(this.preferred % all.size())));
			}
			catch (QueueException ex) {
				if (!ex.isRefusal()) {
					throw ex;
				}
				refusal = refusal.or(() -> Optional.of(ex));
				this.preferred++;
			}
		}
		throw refusal.orElseThrow();
	}

	private Optional<Supplier<Secret>> vendor(Source source) {
		return (source.registry().credentials() instanceof Credentials.VendorIdentity identity)
				? Optional.of(() -> this.tokens.vendorToken(identity, Credentials.Audience.STORAGE)) : Optional.empty();
	}

	private static Secret token(Supplier<Secret> login) throws QueueException {
		try {
			return login.get();
		}
		catch (RuntimeException ex) {
			throw new QueueException(401, "no-token", "There is no token to read it with: " + ex.getMessage());
		}
	}

	/**
	 * Something that needs a token.
	 *
	 * @param <T> what comes of it
	 */
	private interface QueueAction<T> {

		T with(Secret token) throws QueueException;

	}

}
