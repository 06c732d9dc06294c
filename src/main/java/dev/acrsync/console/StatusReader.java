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

import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.comparisonrecords.CompletenessReports;
import dev.acrsync.comparisonrecords.PushSightings;
import dev.acrsync.console.StatusDocument.ArrivalStatus;
import dev.acrsync.console.StatusDocument.CallStatus;
import dev.acrsync.console.StatusDocument.HourStatus;
import dev.acrsync.console.StatusDocument.MissedStatus;
import dev.acrsync.console.StatusDocument.PasswordStatus;
import dev.acrsync.console.StatusDocument.SourceStatus;
import dev.acrsync.console.StatusDocument.TroubleStatus;
import dev.acrsync.console.StatusDocument.WatchStatus;
import dev.acrsync.identity.PasswordExpiry;
import dev.acrsync.ledgerfigures.ArrivalTimes;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TroubleGroups;
import dev.acrsync.resumption.SetAsideMessages.SetAsideMessage;
import dev.acrsync.resumption.WatchRecords;
import dev.acrsync.settings.RegistryAccess;
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

	private static final int SHOWN_ASIDE = 10;

	private static final Logger logger = LoggerFactory.getLogger(StatusReader.class);

	private static final Duration LEFT = Duration.ofDays(7);

	private final Settings settings;

	private final LedgerReads ledger;

	private final CompletenessReports reports;

	private final ReconcileEndpoint comparison;

	private final ReplicaMeters meters;

	private final TroubleCures cures;

	private final Supplier<PushReadiness> readiness;

	private final Clock clock;

	StatusReader(Settings settings, LedgerReads ledger, CompletenessReports reports, ReconcileEndpoint comparison,
			ReplicaMeters meters, Supplier<PushReadiness> readiness, Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.reports = reports;
		this.comparison = comparison;
		this.meters = meters;
		this.readiness = readiness;
		this.cures = new TroubleCures(settings);
		this.clock = clock;
	}

	StatusDocument read() {
		Instant now = this.clock.instant();
		PushReadiness readiness = this.readiness.get();
		List<String> unknown = new ArrayList<>();
		CompletenessReport report = part("what is complete", this.reports::report,
				new CompletenessReport(false, List.of()), unknown);
		List<TroubleStatus> troubles = part("what failed", () -> troubles(now), List.<TroubleStatus>of(), unknown);
		VerdictWriter verdict = new VerdictWriter(report, readiness, now);
		boolean known = unknown.isEmpty();
		return new StatusDocument(now, report.complete() && known && readiness.isUp(),
				known ? verdict.verdict() : VerdictWriter.UNPROVED,
				known ? verdict.sentence(troubles) : verdict.unread(), todo(readiness, troubles), readiness.label(),
				part("the queue", this::queue, Map.<String, Long>of(), unknown), sources(report, unknown), troubles,
				part("what was left", () -> left(now), List.<TroubleStatus>of(), unknown),
				part("the comparison", () -> Optional.of(this.comparison.status()),
						Optional.<ReconcileEndpoint.ComparisonStatus>empty(), unknown)
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

	private List<SourceStatus> sources(CompletenessReport report, List<String> unknown) {
		List<SourceCalls.SourceCall> calls = part("the last events", this.ledger.calls()::read,
				List.<SourceCalls.SourceCall>of(), unknown);
		Map<String, PushSightings.MissedPushes> missed = part("missed events", this.ledger.announcements()::totals,
				Map.<String, PushSightings.MissedPushes>of(), unknown);
		Map<String, WatchRecords.WatchState> watches = part("watching", this.ledger.watches()::states,
				Map.<String, WatchRecords.WatchState>of(), unknown);
		return new TreeMap<>(this.settings.sources()).values()
			.stream()
			.map((source) -> source(source,
					report.rows().stream().filter((row) -> row.source().equals(source.name())).toList(), calls,
					missed.get(source.name()), watch(source, watches.get(source.name())), setAside(source, unknown)))
			.toList();
	}

	private static @Nullable WatchStatus watch(Source source, WatchRecords.@Nullable WatchState watch) {
		return (watch != null && source.pulls().watch().isPresent())
				? new WatchStatus(watch.lookedAt().orElse(null), watch.trouble().orElse(null)) : null;
	}

	private @Nullable List<SetAsideMessage> setAside(Source source, List<String> unknown) {
		return source.pulls().queue().isPresent() ? part("messages that were set aside",
				() -> this.ledger.setAside().latest(source.name(), SHOWN_ASIDE), List.<SetAsideMessage>of(), unknown)
				: null;
	}

	private static SourceStatus source(Source source, List<CompletenessReport.ReportRow> rows,
			List<SourceCalls.SourceCall> calls, PushSightings.@Nullable MissedPushes missed,
			@Nullable WatchStatus watch, @Nullable List<SetAsideMessage> setAside) {
		return new SourceStatus(source.name(), source.registry().host().value(),
				!rows.isEmpty() && rows.stream().allMatch(CompletenessReport.ReportRow::complete), doors(source, calls),
				rows,
				calls.stream()
					.filter((call) -> call.source().equals(source.name()))
					.map((call) -> new CallStatus(call.door(), call.kind(), call.at()))
					.toList(),
				(missed != null) ? new MissedStatus(missed.events(), missed.lastAt(), missed.lastImage()) : null, watch,
				setAside);
	}

	private static List<String> doors(Source source, List<SourceCalls.SourceCall> calls) {
		Stream<String> watch = source.pulls().watch().map((_) -> EventDoor.WATCH.label()).stream();
		return Stream.concat(source.doors(SourceCalls.calledLast(calls, source.name())).stream(), watch).toList();
	}

	private List<TroubleStatus> troubles(Instant now) {
		return this.ledger.troubles()
			.read()
			.stream()
			.map((group) -> trouble(group, now))
			.sorted(Comparator.comparing((TroubleStatus it) -> !it.needsSomebody())
				.thenComparing((it) -> !"you".equals(it.who()))
				.thenComparing((it) -> !this.cures.know(it.code()))
				.thenComparing((it) -> !ImportState.FAILED.label().equals(it.state())))
			.toList();
	}

	private List<TroubleStatus> left(Instant now) {
		return this.ledger.troubles().left(now.minus(LEFT)).stream().map((group) -> trouble(group, now)).toList();
	}

	private TroubleStatus trouble(TroubleGroups.TroubleGroup group, Instant now) {
		TroubleCures.CureText cure = this.cures.of(group);
		return new TroubleStatus(group.code(), group.state().label(), group.source(), group.target(), group.images(),
				group.oldest(), Math.max(0, Duration.between(group.oldest(), now).toSeconds()),
				group.nextAttemptAt().orElse(null), cure.who(), cure.words(), cure.runner(), cure.command(),
				group.message(), group.example(), group.repository() + ":" + group.tag());
	}

	private static List<String> todo(PushReadiness readiness, List<TroubleStatus> troubles) {
		return Stream
			.concat(readiness.sentence().stream(), troubles.stream()
				.filter(TroubleStatus::needsSomebody)
				.map((it) -> "%s of %s: %s".formatted(HumanNumbers.count(it.images(), "image"), it.source(), it.cure()))
				.distinct())
			.toList();
	}

	private ArrivalStatus arrivals() {
		List<ArrivalTimes.ArrivalHour> hours = this.ledger.arrivals().read();
		ArrivalTimes.ArrivalHour all = ArrivalTimes.ArrivalHour.sum(hours);
		return new ArrivalStatus(all.images(), seconds(all, 0.5), seconds(all, 0.99),
				hours.stream()
					.map((it) -> new HourStatus(it.at(), it.images(), seconds(it, 0.5), seconds(it, 0.99)))
					.toList());
	}

	private static double seconds(ArrivalTimes.ArrivalHour hour, double part) {
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

	private static Stream<PasswordStatus> password(String of, RegistryAccess registry) {
		return PasswordExpiry.of(registry)
			.map((expiry) -> new PasswordStatus(of, expiry.end(), expiry.origin().name().toLowerCase(Locale.ROOT)))
			.stream();
	}

}
