package dev.acrsync.reconcile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.TargetImage;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Shows how far the comparison is, begins one, or tells what one would import:
 * {@code /actuator/reconcile}.
 */
@Component
@WebEndpoint(id = "reconcile")
class ReconcileEndpoint {

	private static final int MOST = 1_000;

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	private final Reconciler reconciler;

	private final Passes passes;

	private final Pass pass;

	ReconcileEndpoint(Reconciler reconciler, Passes passes, Pass pass) {
		this.reconciler = reconciler;
		this.passes = passes;
		this.pass = pass;
	}

	@ReadOperation
	Status status() {
		Passes.Pass latest = this.passes.latest();
		Passes.Progress progress = this.reconciler.progress().orElse(latest.progress());
		return new Status(latest.running() ? "running" : "idle", latest.startedAt().orElse(null),
				latest.endedAt().orElse(null), latest.succeededAt().orElse(null),
				this.reconciler.nextAt().filter((_) -> !latest.running()).orElse(null), progress.checked(),
				progress.total(), progress.found(), progress.looks(), latest.trouble().orElse(null));
	}

	@WriteOperation
	WebEndpointResponse<Object> run(@Nullable Boolean dryRun) {
		if (Boolean.TRUE.equals(dryRun)) {
			return new WebEndpointResponse<>(plan(), WebEndpointResponse.STATUS_OK);
		}
		try {
			return this.reconciler.begin() ? new WebEndpointResponse<>(status(), ACCEPTED) : new WebEndpointResponse<>(
					new Problem("A pass is running already: GET shows how far it is", status()), CONFLICT);
		}
		catch (LedgerUnavailableException ex) {
			return new WebEndpointResponse<>(new Problem("The ledger cannot be written now: try again", null),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private Plan plan() {
		Planning planning = new Planning();
		this.pass.run(planning);
		return planning.plan();
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
	 * How far a pass is.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Status(String state, @Nullable Instant startedAt, @Nullable Instant endedAt, @Nullable Instant succeededAt,
			@Nullable Instant nextAt, int checkedRepositories, int repositories, int found, Passes.Looks referrers,
			@Nullable String trouble) {
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

	/**
	 * Why nothing was begun.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Problem(String error, @Nullable Status status) {
	}

}
