package dev.acrsync.arm;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.azure.resourcemanager.containerregistry.models.ImportImageParameters;
import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.registry.VendorIdentityException;

/**
 * Has Azure Resource Manager copy images. Not with the SDK's poller: that takes a failed
 * copy for a success, an overloaded moment for the end, and any host for Azure.
 */
class ArmImports implements ImportOperations {

	private static final Set<Integer> GATEWAY_GAVE_UP = Set.of(408, 500, 502, 504);

	private static final int OVERLOADED = 503;

	private final ArmClient arm;

	private final ArmAuthority authority;

	private final ArmTroubles troubles;

	private final ArmBudget budget;

	private final SourceLogins logins;

	ArmImports(ArmClient arm, ArmAuthority authority, ArmTroubles troubles, ArmBudget budget, SourceLogins logins) {
		this.logins = logins;
		this.arm = arm;
		this.authority = authority;
		this.troubles = troubles;
		this.budget = budget;
	}

	@Override
	public Optional<ImportTrouble> prepare(ImportRequest request) {
		try {
			this.arm.authenticate();
			this.logins.of(request);
			await(this.budget.writes());
			return Optional.empty();
		}
		catch (UnansweredException ex) {
			return Optional.of(ex.trouble());
		}
		catch (VendorIdentityException ex) {
			return Optional.of(SourceLogins.trouble(ex));
		}
	}

	@Override
	public OperationStatus start(ImportRequest request, UUID requestId) {
		try {
			ImportImageParameters body = ImportBody.of(request, this.logins.begin(request));
			ArmResponse answer;
			try (RequestBudget.SentRequest sent = this.budget.writes().send()) {
				answer = sent.answered(this.arm.post(request.target().resourceId(), body, requestId));
			}
			ImportRoute route = ImportRoute.of(request);
			return this.logins.learned(request, switch (answer.status()) {
				case 202 -> running(answer, answer.location());
				case 200, 201, 204 -> ended(answer, route);
				default -> refused(answer, route);
			});
		}
		catch (VendorIdentityException ex) {
			return new OperationStatus.Failed(SourceLogins.trouble(ex));
		}
		catch (UnansweredException ex) {
			return ex.isSent() ? new OperationStatus.Unknown(ex.trouble()) : new OperationStatus.Failed(ex.trouble());
		}
	}

	@Override
	public OperationStatus poll(ImportRequest request, URI location) {
		Optional<URI> own = this.authority.own(location.toString());
		if (own.isEmpty()) {
			return new OperationStatus.Unknown(
					this.troubles.untrusted(Optional.of(location.toString()), this.authority));
		}
		try {
			await(this.budget.reads());
			ArmResponse answer;
			try (RequestBudget.SentRequest sent = this.budget.reads().send()) {
				answer = sent.answered(this.arm.get(own.get()));
			}
			ImportRoute route = ImportRoute.of(request);
			return this.logins.learned(request, switch (answer.status()) {
				case 202 -> running(answer, answer.location().or(() -> Optional.of(location.toString())));
				case 200, 201, 204 -> ended(answer, route);
				default -> interrupted(answer, route);
			});
		}
		catch (UnansweredException ex) {
			return new OperationStatus.Unknown(ex.trouble());
		}
	}

	private static void await(RequestBudget budget) {
		try {
			budget.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Where a gateway gave up, the import service may have taken the request all the
	 * same. Where it is overloaded it has not, as a rule.
	 */
	private OperationStatus refused(ArmResponse answer, ImportRoute route) {
		ImportTrouble trouble = this.troubles.refused(answer, route);
		if (tellsOfTheOperation(answer)) {
			return new OperationStatus.Failed(trouble);
		}
		if (GATEWAY_GAVE_UP.contains(answer.status())) {
			return new OperationStatus.Unknown(trouble);
		}
		return (answer.status() == OVERLOADED) ? new OperationStatus.Doubtful(trouble)
				: new OperationStatus.Failed(trouble);
	}

	private static boolean tellsOfTheOperation(ArmResponse answer) {
		return answer.error().filter(ArmError::endsTheOperation).isPresent();
	}

	private OperationStatus running(ArmResponse answer, Optional<String> location) {
		return location.flatMap(this.authority::own)
			.<OperationStatus>map((own) -> new OperationStatus.Running(own, answer.retryAfter()))
			.orElseGet(() -> new OperationStatus.Unknown(this.troubles.untrusted(location, this.authority)));
	}

	private OperationStatus ended(ArmResponse answer, ImportRoute route) {
		return answer.error().isPresent() ? new OperationStatus.Failed(this.troubles.refused(answer, route))
				: new OperationStatus.Ended();
	}

	/**
	 * A poll is answered with an error when the copy has failed, and also when the poll
	 * has.
	 */
	private OperationStatus interrupted(ArmResponse answer, ImportRoute route) {
		if (tellsOfTheOperation(answer)) {
			return new OperationStatus.Failed(this.troubles.refused(answer, route));
		}
		return new OperationStatus.Unknown((answer.status() == 404 || answer.status() == 410)
				? this.troubles.forgotten(answer) : this.troubles.unanswered(answer));
	}

}
