package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.copyoperation.TargetConcurrency;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportPlaces;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.SourceQuota;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Claims what may be begun: sources in turn, none that waits for a registry, and nothing
 * that another replica alone knows of. Places are kept for a source that has none, and
 * for announced images. What was under way when a process ended comes last, and on
 * probation.
 */
final class WorkClaimer {

	private static final Duration EVERY = Duration.ofSeconds(1);

	private final String instance;

	private final Settings settings;

	private final Ledger ledger;

	private final TargetConcurrency concurrency;

	private final RegistryGate gate;

	private final RunningImports running;

	private final Duration lease;

	private final LongSupplier nanos;

	private final Map<String, Long> served = new HashMap<>();

	private long turn;

	private final SuspectProbation probation;

	private final Map<String, Long> suspectsLookedFor = new HashMap<>();

	private final Map<String, Long> wantedAt = new HashMap<>();

	WorkClaimer(String instance, Settings settings, Ledger ledger, TargetConcurrency concurrency, RegistryGate gate,
			RunningImports running, Duration lease, LongSupplier nanos) {
		this.instance = instance;
		this.settings = settings;
		this.ledger = ledger;
		this.concurrency = concurrency;
		this.gate = gate;
		this.running = running;
		this.lease = lease;
		this.nanos = nanos;
		this.probation = new SuspectProbation(nanos);
	}

	/**
	 * Ends the probation of what did no harm.
	 */
	void trust() {
		for (Claim claim : this.probation.passed(this.running.claims())) {
			if (this.running.claims().contains(claim)) {
				this.ledger.trust(claim);
			}
			this.probation.end(claim);
			this.suspectsLookedFor.clear();
		}
	}

	/**
	 * Claims for a target as much as has a place.
	 */
	List<Claim> of(Target target) {
		String name = target.name();
		int free = free(target);
		List<Claim> claims = new ArrayList<>();
		want(target, free);
		if (free > 0) {
			boolean suspects = looksForSuspects(name);
			if (suspects) {
				// However much there is to do, it does not wait for ever.
				claims.addAll(suspects(name, free, claims, this.settings.imports().maxDelay()));
			}
			if (claims.size() < free) {
				ImportPlaces places = new ImportPlaces(free - claims.size(), this.concurrency.reserved(name));
				claims.addAll(this.ledger.claim(name, places, turns(name, free, claims), this.instance, this.lease));
			}
			claims.forEach((claim) -> this.served.put(key(claim.record().push().source(), name), ++this.turn));
			if (suspects && claims.size() < free) {
				claims.addAll(suspects(name, free, claims, Duration.ZERO));
			}
		}
		return claims;
	}

	/**
	 * Claims what nobody knows, to be parked.
	 */
	List<Claim> unknown(String target, String source) {
		return this.ledger.claim(target, ImportPlaces.of(1), List.of(new SourceQuota(source, 0, 1, false)),
				this.instance, this.lease);
	}

	private int free(Target target) {
		int places = this.settings.sources()
			.keySet()
			.stream()
			.mapToInt((source) -> this.gate.places(source, this.running.of(source, target.name())))
			.sum();
		return this.gate.most(target, this.running.into(target.name()), this.concurrency.limit(target.name()) - places);
	}

	/**
	 * Asks for the places of what could do without, where sources wait that have none.
	 */
	private void want(Target target, int free) {
		String name = target.name();
		Set<String> waiting = new TreeSet<>();
		if (free <= 0 && this.gate.most(target, 0, 1) > 0 && isTime(this.wantedAt, name)) {
			turns(name, 1, List.of()).stream()
				.filter((turn) -> turn.running() == 0 && turn.most() > 0 && turn.expected())
				.forEach((turn) -> waiting.add(turn.source()));
			if (!waiting.isEmpty()) {
				waiting.retainAll(this.ledger.ready(name));
			}
			this.concurrency.wanted(name, waiting.size());
		}
		else if (free > 0) {
			this.concurrency.wanted(name, 0);
		}
	}

	private List<SourceQuota> turns(String target, int free, List<Claim> begun) {
		return this.settings.sources()
			.values()
			.stream()
			.sorted(Comparator.comparing((Source source) -> this.served.getOrDefault(key(source.name(), target), 0L)))
			.map((source) -> turn(source, target, free, begun))
			.toList();
	}

	private SourceQuota turn(Source source, String target, int free, List<Claim> begun) {
		int running = this.running.of(source.name(), target);
		SourceQuota turn = new SourceQuota(source.name(), running, this.gate.most(source, running, free),
				source.rules().leadTo(target));
		for (Claim claim : begun) {
			turn = claim.record().push().source().equals(source.name()) ? turn.taken() : turn;
		}
		return turn;
	}

	private boolean looksForSuspects(String target) {
		return !this.probation.isFull() && isTime(this.suspectsLookedFor, target);
	}

	private boolean isTime(Map<String, Long> done, String target) {
		long now = this.nanos.getAsLong();
		Long before = done.get(target);
		boolean time = before == null || now - before >= EVERY.toNanos();
		if (time) {
			done.put(target, now);
		}
		return time;
	}

	private List<Claim> suspects(String target, int free, List<Claim> begun, Duration overdue) {
		List<Claim> all = new ArrayList<>(begun);
		while (all.size() < free && !this.probation.isFull()) {
			Set<String> sources = new TreeSet<>();
			SourceQuota.entitled(turns(target, free, all), free - all.size()).forEach((it) -> sources.add(it.source()));
			Optional<Claim> next = this.ledger.claimSuspect(target, sources, this.probation.trial(overdue),
					this.instance, this.lease);
			if (next.isEmpty()) {
				break;
			}
			this.probation.begin(next.get());
			all.add(next.get());
		}
		return all.subList(begun.size(), all.size());
	}

	private static String key(String source, String target) {
		return source + " " + target;
	}

}
