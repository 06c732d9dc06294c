package dev.acrsync.intake;

import java.util.List;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.logging.SparseLog;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which manifests without a tag were pushed: they ask for no import, but the
 * image that one refers to may have to be looked at. Comparisons find what is not written
 * down here.
 */
public final class ManifestNotes {

	private static final Logger logger = LoggerFactory.getLogger(ManifestNotes.class);

	private final SparseLog unnoted = new SparseLog(System::nanoTime);

	private final FollowUps followUps;

	ManifestNotes(FollowUps followUps) {
		this.followUps = followUps;
	}

	/**
	 * Writes down manifests of a source, all with one commit.
	 */
	public void note(Source source, List<RegistryEvent.Untagged> manifests) {
		if (manifests.isEmpty()) {
			return;
		}
		String last = manifests.getLast().id();
		try {
			if (!this.followUps.pushed(source.name(),
					manifests.stream()
						.map((it) -> new FollowUps.UntaggedPush(it.repository(), it.digest()))
						.distinct()
						.toList())) {
				tell(source, last, "too many wait to be looked at");
			}
		}
		catch (LedgerUnavailableException ex) {
			tell(source, last, ex.getMessage());
		}
	}

	private void tell(Source source, String event, @Nullable String why) {
		this.unnoted.happened((count) -> logger.warn(
				"Events of manifests without a tag are not noted, {} since the last such line, the last one {} of {}: {}",
				count, event, source.name(), why));
	}

}
