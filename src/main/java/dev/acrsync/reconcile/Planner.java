package dev.acrsync.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.TargetImage;

/**
 * Tells what a pass would import, to one who asks at a time. It has a pace of its own, so
 * that no pass waits for it.
 */
class Planner {

	/** Who asks at the command line waits a little longer. */
	static final Duration TIME = Duration.ofMinutes(25);

	private static final int MOST = 1_000;

	private final Pass pass;

	private final Semaphore free = new Semaphore(1);

	Planner(Pass pass) {
		this.pass = pass;
	}

	/**
	 * Compares everything, and writes nothing.
	 * @return empty if somebody else's dry run is under way
	 */
	Optional<Plan> plan() {
		if (!this.free.tryAcquire()) {
			return Optional.empty();
		}
		try {
			Planning planning = new Planning();
			this.pass.run(planning);
			return Optional.of(planning.plan());
		}
		finally {
			this.free.release();
		}
	}

	/**
	 * Remembers what would be done, as far as fits an answer.
	 */
	private static final class Planning implements Pass.Visitor {

		private final Map<String, SourcePlanning> sources = new ConcurrentSkipListMap<>();

		@Override
		public Pass.SourceVisitor found(Scope scope) {
			SourcePlanning planning = new SourcePlanning();
			scope.gap().ifPresent(planning.gaps::add);
			this.sources.put(scope.source().name(), planning);
			return planning;
		}

		Plan plan() {
			return new Plan(this.sources.values().stream().mapToLong((it) -> it.count).sum(),
					this.sources.values().stream().flatMap((it) -> it.images.stream()).limit(MOST).toList(),
					this.sources.values().stream().flatMap((it) -> it.gaps.stream()).limit(MOST).toList());
		}

	}

	/**
	 * Remembers what would be done with one source.
	 */
	private static final class SourcePlanning implements Pass.SourceVisitor {

		private final List<Planned> images = new ArrayList<>();

		private final List<String> gaps = new ArrayList<>();

		private long count;

		@Override
		public void checked(Findings findings, Looked looked) {
			findings.gaps().stream().limit(MOST - this.gaps.size()).forEach((gap) -> this.gaps.add(gap.reason()));
			for (Push push : findings.lacking(looked.lacking()).pushes("plan")) {
				for (TargetImage target : push.destinations()) {
					this.count++;
					if (this.images.size() < MOST) {
						this.images.add(new Planned(push.registry() + "/" + push.repository() + ":" + push.tag(),
								push.digest().value(), target.image().toString(), push.origin().label()));
					}
				}
			}
		}

		@Override
		public void ended(boolean roundOver) {
			// Nothing to do.
		}

		@Override
		public void cut(RepositoryName last) {
			this.gaps.add("The time for a source was over after repository '" + last + "'");
		}

	}

	/**
	 * What a pass would import.
	 */
	record Plan(long count, List<Planned> images, List<String> unchecked) {
	}

	/**
	 * One image of it.
	 */
	record Planned(String source, String digest, String target, String origin) {
	}

}
