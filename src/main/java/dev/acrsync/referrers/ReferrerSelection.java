package dev.acrsync.referrers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses what comes along with an image, where there is more than can: signatures first,
 * and then what was found first.
 */
final class ReferrerSelection {

	static final int MOST = 1_000;

	private final Set<ImageReferrer> seen = new HashSet<>();

	private final List<ImageReferrer> signatures = new ArrayList<>();

	private final List<ImageReferrer> others = new ArrayList<>();

	private int taken;

	private long beyond;

	void add(ImageReferrer referrer, boolean signature) {
		List<ImageReferrer> kind = signature ? this.signatures : this.others;
		if (this.seen.contains(referrer)) {
			return;
		}
		if (kind.size() + this.taken >= MOST) {
			this.beyond++;
			return;
		}
		this.seen.add(referrer);
		kind.add(referrer);
	}

	/**
	 * Takes those of what was added since the last time that come along.
	 */
	List<ImageReferrer> take() {
		List<ImageReferrer> all = new ArrayList<>(this.signatures);
		all.addAll(this.others);
		List<ImageReferrer> chosen = List.copyOf(all.subList(0, Math.min(all.size(), MOST - this.taken)));
		this.taken += chosen.size();
		this.beyond += all.size() - chosen.size();
		this.signatures.clear();
		this.others.clear();
		return chosen;
	}

	/**
	 * Returns how many were found that do not come along.
	 */
	long beyond() {
		return this.beyond;
	}

}
