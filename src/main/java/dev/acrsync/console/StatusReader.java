package dev.acrsync.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.acrsync.azure.PasswordExpiry;
import dev.acrsync.console.Status.ArrivalStatus;
import dev.acrsync.console.Status.CallStatus;
import dev.acrsync.console.Status.HourStatus;
import dev.acrsync.console.Status.MissedStatus;
import dev.acrsync.console.Status.PasswordStatus;
import dev.acrsync.console.Status.SourceStatus;
import dev.acrsync.console.Status.TroubleStatus;
import dev.acrsync.ledger.Announcements;
import dev.acrsync.ledger.ArrivalTimes;
import dev.acrsync.ledger.SourceCalls;
import dev.acrsync.ledger.State;
import dev.acrsync.ledger.Troubles;
import dev.acrsync.reconcile.ReconcileEndpoint;
import dev.acrsync.reconcile.Report;
import dev.acrsync.reconcile.Reports;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Puts together how things are. What cannot be read is named, and hides nothing else.
 */
final class StatusReader {

	private static final Logger logger = LoggerFactory.getLogger(StatusReader.class);

	private final Settings settings;

	private final LedgerReads ledger;

	private final Reports reports;

	private final ReconcileEndpoint comparison;

	private final Meters meters;

	private final Cures cures;

	private final Clock clock;

	StatusReader(Settings settings, LedgerReads ledger, Reports reports, ReconcileEndpoint comparison, Meters meters,
			Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.reports = reports;
		this.comparison = comparison;
		this.meters = meters;
		this.cures = new Cures(settings);
		this.clock = clock;
	}

	Status read() {
		Instant now = this.clock.instant();
		List<String> unknown = new ArrayList<>();
		Report report = part("what is complete", this.reports::report, new Report(false, List.of()), unknown);
		List<TroubleStatus> troubles = part("what failed", () -> troubles(now), List.<TroubleStatus>of(), unknown);
		VerdictWriter verdict = new VerdictWriter(report, now);
		boolean known = unknown.isEmpty();
		return new Status(now, report.complete() && known, known ? verdict.verdict() : VerdictWriter.UNPROVED,
				known ? verdict.sentence(troubles) : "Not proved: the ledger cannot be read now.", todo(troubles),
				this.meters.readiness(), part("the queue", this::queue, Map.<String, Long>of(), unknown),
				sources(report, unknown), troubles,
				part("the comparison", () -> Optional.of(this.comparison.status()),
						Optional.<ReconcileEndpoint.Status>empty(), unknown)
					.orElse(null),
				part("how long images took", this::arrivals, new ArrivalStatus(0, 0, 0, List.of()), unknown),
				passwords(), this.meters.targets(this.settings), this.meters.closedRegistries(),
				this.meters.service(part("the replicas", this.ledger.replicas()::versions, List.<String>of(), unknown)),
				List.copyOf(unknown));
	}

	private static <T> T part(String name, Supplier<T> read, T otherwise, List<String> unknown) {
		try {
			return read.get();
		}
		catch (DataAccessException ex) {
			logger.warn("The status cannot tell {}: {}", name, ex.getMessage());
			unknown.add(name);
			return otherwise;
		}
	}

	private Map<String, Long> queue() {
		Map<String, Long> queue = new TreeMap<>();
		this.ledger.records().queue().forEach((state, imports) -> queue.put(state.label(), imports));
		return queue;
	}

	private List<SourceStatus> sources(Report report, List<String> unknown) {
		List<SourceCalls.Call> calls = part("the last events", this.ledger.calls()::read, List.<SourceCalls.Call>of(),
				unknown);
		Map<String, Announcements.Missed> missed = part("missed events", this.ledger.announcements()::totals,
				Map.<String, Announcements.Missed>of(), unknown);
		return new TreeMap<>(this.settings.sources()).values()
			.stream()
			.map((source) -> source(source,
					report.rows().stream().filter((row) -> row.source().equals(source.name())).toList(), calls,
					missed.get(source.name())))
			.toList();
	}

	private static SourceStatus source(Source source, List<Report.Row> rows, List<SourceCalls.Call> calls,
			Announcements.@Nullable Missed missed) {
		return new SourceStatus(source.name(), source.registry().host().value(),
				!rows.isEmpty() && rows.stream().allMatch(Report.Row::complete), rows,
				calls.stream()
					.filter((call) -> call.source().equals(source.name()))
					.map((call) -> new CallStatus(call.door(), call.kind(), call.at()))
					.toList(),
				(missed != null) ? new MissedStatus(missed.events(), missed.lastAt(), missed.lastImage()) : null);
	}

	private List<TroubleStatus> troubles(Instant now) {
		return this.ledger.troubles()
			.read()
			.stream()
			.map((group) -> trouble(group, now))
			.sorted(Comparator.comparing((TroubleStatus it) -> "nobody".equals(it.who()))
				.thenComparing((it) -> !this.cures.know(it.code()))
				.thenComparing((it) -> !State.FAILED.label().equals(it.state())))
			.toList();
	}

	private TroubleStatus trouble(Troubles.Group group, Instant now) {
		Cures.Cure cure = this.cures.of(group);
		return new TroubleStatus(group.code(), group.state().label(), group.source(), group.target(), group.images(),
				group.oldest(), Math.max(0, Duration.between(group.oldest(), now).toSeconds()),
				group.nextAttemptAt().orElse(null), cure.who(), cure.words(), cure.command(), group.message(),
				group.example(), group.repository() + ":" + group.tag());
	}

	private static List<String> todo(List<TroubleStatus> troubles) {
		return troubles.stream()
			.filter((it) -> !"nobody".equals(it.who()))
			.map((it) -> "%s of %s: %s".formatted(Words.count(it.images(), "image"), it.source(), it.cure()))
			.distinct()
			.toList();
	}

	private ArrivalStatus arrivals() {
		List<ArrivalTimes.Hour> hours = this.ledger.arrivals().read();
		ArrivalTimes.Hour all = ArrivalTimes.Hour.sum(hours);
		return new ArrivalStatus(all.images(), seconds(all, 0.5), seconds(all, 0.99),
				hours.stream()
					.map((it) -> new HourStatus(it.at(), it.images(), seconds(it, 0.5), seconds(it, 0.99)))
					.toList());
	}

	private static double seconds(ArrivalTimes.Hour hour, double part) {
		return hour.took(part).toMillis() / 1000.0;
	}

	private List<PasswordStatus> passwords() {
		return Stream
			.concat(this.settings.sources()
				.values()
				.stream()
				.flatMap((source) -> password("source " + source.name(), source.registry())),
					this.settings.targets()
						.values()
						.stream()
						.flatMap((target) -> password("target " + target.name(), target.registry())))
			.sorted(Comparator.comparing(PasswordStatus::endsAt))
			.toList();
	}

	private static Stream<PasswordStatus> password(String of, Registry registry) {
		return PasswordExpiry.of(registry)
			.map((expiry) -> new PasswordStatus(of, expiry.end(), expiry.origin().name().toLowerCase(Locale.ROOT)))
			.stream();
	}

}
