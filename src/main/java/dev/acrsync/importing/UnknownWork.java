package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.acrsync.ledger.ServedNames;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.settings.Settings;

/**
 * Work of sources and for targets that this replica's settings do not have: it is left to
 * a replica that knows them, and given up when none did for an hour.
 */
final class UnknownWork {

	private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

	private static final Duration ANNOUNCE_EVERY = Duration.ofMinutes(1);

	private static final Duration PATIENCE = Duration.ofHours(1);

	private final Settings settings;

	private final ServedNames served;

	private final LongSupplier nanos;

	private final long never;

	/** What was last announced of a name that we do not know, and since when. */
	private Map<String, AnnouncedWork> announced = Map.of();

	private long announcedAt;

	private long lookedAt;

	private List<WorkLine> nobodys = List.of();

	UnknownWork(Settings settings, ServedNames served, LongSupplier nanos) {
		this.settings = settings;
		this.served = served;
		this.nanos = nanos;
		this.never = nanos.getAsLong() - PATIENCE.toNanos();
		this.announcedAt = this.never;
		this.lookedAt = this.never;
	}

	/**
	 * Returns whose work nobody has known for an hour.
	 */
	List<WorkLine> look() {
		long now = this.nanos.getAsLong();
		if (now - this.announcedAt >= ANNOUNCE_EVERY.toNanos()) {
			this.served.announce(
					Stream
						.concat(this.settings.sources().keySet().stream().map(WorkLine::source),
								this.settings.targets().keySet().stream().map(WorkLine::target))
						.toList());
			this.announcedAt = now;
		}
		if (now - this.lookedAt >= LOOK_EVERY.toNanos() || !this.nobodys.isEmpty()) {
			this.lookedAt = now;
			this.nobodys = look(now);
		}
		return this.nobodys;
	}

	private List<WorkLine> look(long now) {
		List<WorkLine> unknown = new ArrayList<>();
		for (String target : this.served.targets()) {
			for (String source : this.served.sources(target)) {
				WorkLine line = new WorkLine(target, source);
				if (!names(line).isEmpty()) {
					unknown.add(line);
				}
			}
		}
		notice(unknown, now);
		List<WorkLine> nobodys = new ArrayList<>();
		for (WorkLine line : unknown) {
			if (names(line).stream().anyMatch((name) -> isNobodys(name, now))) {
				nobodys.add(line);
			}
			else {
				this.served
					.explain(line.target(), line.source(), new ImportProgress.RecordedFailure("not-served-here", "The "
							+ String.join(" and the ", names(line))
							+ " is not configured at this replica: left to one that knows it, and parked when none does for an hour"));
			}
		}
		return nobodys;
	}

	private boolean isNobodys(String name, long now) {
		AnnouncedWork last = this.announced.get(name);
		return last != null && now - last.since() >= PATIENCE.toNanos();
	}

	private void notice(List<WorkLine> unknown, long now) {
		Collection<String> names = new TreeSet<>(unknown.stream().flatMap((line) -> names(line).stream()).toList());
		Map<String, Long> latest = this.served.announced(names);
		Map<String, AnnouncedWork> noticed = new HashMap<>();
		for (String name : names) {
			AnnouncedWork before = this.announced.get(name);
			long at = latest.getOrDefault(name, 0L);
			noticed.put(name, (before != null && before.at() == at) ? before : new AnnouncedWork(at, now));
		}
		this.announced = noticed;
	}

	/**
	 * Returns the names that we do not know.
	 */
	private List<String> names(WorkLine line) {
		List<String> names = new ArrayList<>();
		if (this.settings.source(line.source()).isEmpty()) {
			names.add(WorkLine.source(line.source()));
		}
		if (this.settings.target(line.target()).isEmpty()) {
			names.add(WorkLine.target(line.target()));
		}
		return names;
	}

	/**
	 * The work of a source for a target.
	 */
	record WorkLine(String target, String source) {

		static String source(String name) {
			return "source " + name;
		}

		static String target(String name) {
			return "target " + name;
		}

	}

	private record AnnouncedWork(long at, long since) {
	}

}
