package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;

/**
 * When the target is looked at, and when Azure is asked, while one operation runs. Counts
 * what was waited, since clocks may be set meanwhile.
 */
final class FollowingTimes {

	private final OperationsFollowed followed;

	private final TargetLooks.CopyLooks looking;

	private final boolean looks;

	private Duration age;

	private Duration untilPoll;

	private Duration untilLook;

	private boolean unreadable;

	/**
	 * Begins to count.
	 * @param looks whether the target is looked at at all
	 * @param age how long the operation runs already
	 */
	FollowingTimes(OperationsFollowed followed, TargetLooks.CopyLooks looking, boolean looks, Duration age,
			Duration firstPoll) {
		this.followed = followed;
		this.looking = looking;
		this.looks = looks;
		this.age = age.isNegative() ? Duration.ZERO : age;
		this.untilPoll = firstPoll;
		this.untilLook = untilNextLook();
	}

	/**
	 * Returns how long there is nothing to do.
	 */
	Duration untilNext() {
		return (this.looks && this.untilLook.compareTo(this.untilPoll) < 0) ? this.untilLook : this.untilPoll;
	}

	void passed(Duration time) {
		this.age = this.age.plus(time);
		this.untilPoll = this.untilPoll.minus(time);
		this.untilLook = this.untilLook.minus(time);
	}

	boolean isLookDue() {
		return this.looks && !this.untilLook.isPositive();
	}

	boolean isPollDue() {
		return !this.untilPoll.isPositive();
	}

	/**
	 * Looks again soon; at a target that cannot be read now, not before Azure is asked.
	 */
	void looked(Optional<TagReading> there) {
		this.unreadable = there.filter(Unreadable.class::isInstance).isPresent();
		this.untilLook = this.unreadable ? this.untilPoll : untilNextLook();
	}

	void pollsAgainIn(Duration wait) {
		this.untilPoll = this.followed.spread(wait);
		this.untilLook = this.unreadable ? this.untilPoll : this.untilLook;
	}

	Duration age() {
		return this.age;
	}

	private Duration untilNextLook() {
		return this.looking.untilNext(this.age);
	}

}
