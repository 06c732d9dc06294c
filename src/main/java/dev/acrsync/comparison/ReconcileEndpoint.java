package dev.acrsync.comparison;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.listeners.OperatorProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Shows how far the comparison is, begins one, or tells what one would import:
 * {@code /actuator/reconcile}.
 */
@Component
@WebEndpoint(id = "reconcile")
public class ReconcileEndpoint {

	private static final int ACCEPTED = 202;

	private final ComparisonScheduler scheduler;

	private final ComparisonLease lease;

	private final DryRuns dryRuns;

	ReconcileEndpoint(ComparisonScheduler scheduler, ComparisonLease lease, DryRuns dryRuns) {
		this.scheduler = scheduler;
		this.lease = lease;
		this.dryRuns = dryRuns;
	}

	/**
	 * Tells how far the comparison is that runs, or was last.
	 */
	@ReadOperation
	public ComparisonStatus status() {
		ComparisonLease.RecordedComparison latest = this.lease.latest();
		ComparisonLease.ComparisonProgress progress = this.scheduler.progress().orElse(latest.progress());
		return new ComparisonStatus(latest.running() ? "running" : "idle", latest.startedAt().orElse(null),
				latest.endedAt().orElse(null), latest.succeededAt().orElse(null),
				this.scheduler.nextAt().filter((_) -> !latest.running()).orElse(null), progress.checked(),
				progress.total(), progress.found(), progress.looks(), latest.trouble().orElse(null));
	}

	/**
	 * Begins a comparison.
	 * @param dryRun whether it is only to tell what it would import
	 */
	@WriteOperation
	public WebEndpointResponse<Object> run(@Nullable Boolean dryRun) {
		if (Boolean.TRUE.equals(dryRun)) {
			return plan();
		}
		try {
			return this.scheduler.begin() ? new WebEndpointResponse<>(status(), ACCEPTED) : OperatorProblem.of(
					HttpStatus.CONFLICT,
					"A comparison is running already: the status, and a GET of /actuator/reconcile, show how far it is",
					"pass", status());
		}
		catch (LedgerUnavailableException ex) {
			return OperatorProblem.of(HttpStatus.SERVICE_UNAVAILABLE, "The ledger cannot be written now: try again");
		}
	}

	/**
	 * Tells how far the dry run is that is under way in this replica.
	 */
	public Optional<DryRuns.DryRunProgress> dryRun() {
		return this.dryRuns.progress();
	}

	private WebEndpointResponse<Object> plan() {
		Optional<DryRuns.DryRunResult> plan = this.dryRuns.plan();
		return plan.isPresent() ? new WebEndpointResponse<>(plan.get(), WebEndpointResponse.STATUS_OK) : OperatorProblem
			.of(HttpStatus.CONFLICT,
					"Another dry run is under way: ask again when it is answered, or after two minutes, when it gives way");
	}

	/**
	 * How far a comparison is.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ComparisonStatus(String state, @Nullable Instant startedAt, @Nullable Instant endedAt,
			@Nullable Instant succeededAt, @Nullable Instant nextAt, int checkedRepositories, int repositories,
			int found, ComparisonLease.ReferrerLookCounts referrers, @Nullable String trouble) {
	}

}
