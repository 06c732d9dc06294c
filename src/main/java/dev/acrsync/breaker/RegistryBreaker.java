package dev.acrsync.breaker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

import dev.acrsync.pace.WaitedTime;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one registry that does not answer from taking up everybody's time: it is not
 * asked then but now and then, by one request, and one import at a time goes on without
 * it. Measures time by what no clock's setting changes.
 * <p>
 * Libraries' breakers learn of a request when it has ended. This one has to notice those
 * that hang, long before they are given up.
 */
public final class RegistryBreaker {

	/** How long nothing is answered before the registry counts as silent. */
	private static final Duration SILENCE = Duration.ofSeconds(2);

	private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	/** How many quick failures in a row are none of a single image. */
	private static final int FAILURES = 3;

	private final LongSupplier nanos;

	private final Set<UnansweredRequest> underWay = new HashSet<>();

	private long answers;

	private int failures;

	private boolean open;

	private boolean passable;

	/** Whether an import arrived since it does not answer. */
	private boolean reached;

	private Duration wait = FIRST_WAIT;

	private long lookAt;

	private @Nullable UnansweredRequest look;

	private @Nullable String guest;

	RegistryBreaker(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Begins to ask the registry, until the request is closed; nothing where it was seen
	 * not to answer a moment ago.
	 * @param quick whether it usually answers at once, so that it hangs if it does not
	 */
	synchronized Optional<UnansweredRequest> begin(boolean quick) {
		long now = this.nanos.getAsLong();
		if (this.open && (isLooking(quick) || now - this.lookAt < 0)) {
			return Optional.empty();
		}
		UnansweredRequest request = new UnansweredRequest(now, this.answers);
		this.look = this.open ? request : null;
		if (quick) {
			this.underWay.add(request);
		}
		return Optional.of(request);
	}

	/**
	 * What may take long is no look for those who would be told at once.
	 */
	private boolean isLooking(boolean quick) {
		return this.look != null && (!quick || this.underWay.contains(this.look));
	}

	private synchronized void end(UnansweredRequest request, RequestResult reply) {
		this.underWay.remove(request);
		boolean looked = request == this.look;
		this.look = looked ? null : this.look;
		if (reply == RequestResult.GIVEN) {
			this.answers++;
			this.failures = 0;
			this.open = false;
			this.reached = false;
			this.wait = FIRST_WAIT;
		}
		else if (reply == RequestResult.NONE && request.answers == this.answers) {
			this.failures++;
			if (this.open || this.failures >= FAILURES || isSilent(request)) {
				this.wait = looked ? longer(this.wait) : this.wait;
				this.passable &= this.open;
				this.open = true;
				this.lookAt = this.nanos.getAsLong() + this.wait.toNanos();
			}
		}
	}

	private static Duration longer(Duration wait) {
		Duration twice = wait.multipliedBy(2);
		return (twice.compareTo(LONGEST_WAIT) < 0) ? twice : LONGEST_WAIT;
	}

	/**
	 * Nobody was answered since it was begun, and that is a while ago.
	 */
	private boolean isSilent(UnansweredRequest request) {
		return request.answers == this.answers
				&& this.nanos.getAsLong() - request.begunAt - request.waited.nanos() >= SILENCE.toNanos();
	}

	/**
	 * Tells whether the registry is known not to answer.
	 */
	synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * Tells whether the registry does not answer now, known or not.
	 */
	synchronized boolean isQuiet() {
		return this.open || this.underWay.stream().anyMatch(this::isSilent);
	}

	/**
	 * Tells whether an import may be begun that would look whether the registry answers
	 * again, or that does without it as others did.
	 */
	synchronized boolean isWorthATry() {
		return this.open && !isLooking(true) && (this.passable || this.nanos.getAsLong() - this.lookAt >= 0);
	}

	/**
	 * Lets one import at a time go on without the registry's answer: Azure may reach it
	 * where we do not.
	 */
	public synchronized boolean letsPass(String importId) {
		if (this.open && this.guest != null && !this.guest.equals(importId)) {
			return false;
		}
		this.guest = importId;
		return true;
	}

	/**
	 * Learns from the end of an import.
	 */
	synchronized void ended(String importId, boolean arrived) {
		if (importId.equals(this.guest)) {
			this.guest = null;
		}
		this.passable = this.open && arrived;
		this.reached |= this.passable;
	}

	/**
	 * Tells whether Azure has reached the registry since it does not answer us: what
	 * Azure says of an image then is of that image.
	 */
	synchronized boolean isReached() {
		return this.reached;
	}

	/**
	 * Returns after what time it is looked at again.
	 */
	synchronized Duration untilLook() {
		return Duration.ofNanos(Math.max(0, this.lookAt - this.nanos.getAsLong()));
	}

	/**
	 * What became of a request.
	 */
	enum RequestResult {

		/**
		 * The registry answered, whatever it said.
		 */
		GIVEN,

		/**
		 * It did not, or not as one that works.
		 */
		NONE,

		/**
		 * It was not asked after all, or nobody has waited for it.
		 */
		UNASKED

	}

	/**
	 * A request that was not answered yet.
	 */
	final class UnansweredRequest implements AutoCloseable {

		private final long begunAt;

		/** How many answers there were before it. */
		private final long answers;

		/** How long it waited for its turn. */
		private final WaitedTime waited = new WaitedTime(RegistryBreaker.this.nanos);

		private RequestResult result = RequestResult.UNASKED;

		private UnansweredRequest(long begunAt, long answers) {
			this.begunAt = begunAt;
			this.answers = answers;
		}

		/**
		 * Says what became of it.
		 */
		void ended(RequestResult result) {
			this.result = Thread.currentThread().isInterrupted() ? RequestResult.UNASKED : result;
		}

		@Override
		public void close() {
			this.waited.close();
			end(this, this.result);
		}

	}

}
