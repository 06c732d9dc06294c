package dev.acrsync.referrers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses what comes along with an image, where there is more than can: signatures first,
 * and then what was found first.
 */
final class AttachmentSelection {

	static final int MOST = 1_000;

	private final Set<Attachment> seen = new HashSet<>();

	private final List<Attachment> signatures = new ArrayList<>();

	private final List<Attachment> others = new ArrayList<>();

	private int taken;

	private long beyond;

	void add(Attachment attachment, boolean signature) {
		List<Attachment> kind = signature ? this.signatures : this.others;
		if (this.seen.contains(attachment)) {
			return;
		}
		if (kind.size() + this.taken >= MOST) {
			this.beyond++;
			return;
		}
		this.seen.add(attachment);
		kind.add(attachment);
	}

	/**
	 * Takes those of what was added since the last time that come along.
	 */
	List<Attachment> take() {
		List<Attachment> all = new ArrayList<>(this.signatures);
		all.addAll(this.others);
		List<Attachment> chosen = List.copyOf(all.subList(0, Math.min(all.size(), MOST - this.taken)));
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
