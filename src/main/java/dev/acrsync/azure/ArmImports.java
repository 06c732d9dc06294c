package dev.acrsync.azure;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.azure.resourcemanager.containerregistry.models.ImportImageParameters;
import dev.acrsync.importing.ImportOperations;
import dev.acrsync.importing.ImportRequest;
import dev.acrsync.importing.Operation;
import dev.acrsync.importing.Trouble;
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
	public Optional<Trouble> prepare(ImportRequest request) {
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
	public Operation start(ImportRequest request, UUID requestId) {
		try {
			ImportImageParameters body = ImportBody.of(request, this.logins.begin(request));
			ArmAnswer answer = this.budget.writes()
				.counting(() -> this.arm.post(request.target().resourceId(), body, requestId));
			Sides sides = Sides.of(request);
			return this.logins.learned(request, switch (answer.status()) {
				case 202 -> running(answer, answer.location());
				case 200, 201, 204 -> ended(answer, sides);
				default -> refused(answer, sides);
			});
		}
		catch (VendorIdentityException ex) {
			return new Operation.Failed(SourceLogins.trouble(ex));
		}
		catch (UnansweredException ex) {
			return ex.isSent() ? new Operation.Unknown(ex.trouble()) : new Operation.Failed(ex.trouble());
		}
	}

	@Override
	public Operation poll(ImportRequest request, URI location) {
		Optional<URI> own = this.authority.own(location.toString());
		if (own.isEmpty()) {
			return new Operation.Unknown(this.troubles.untrusted(Optional.of(location.toString()), this.authority));
		}
		try {
			await(this.budget.reads());
			ArmAnswer answer = this.budget.reads().counting(() -> this.arm.get(own.get()));
			Sides sides = Sides.of(request);
			return this.logins.learned(request, switch (answer.status()) {
				case 202 -> running(answer, answer.location().or(() -> Optional.of(location.toString())));
				case 200, 201, 204 -> ended(answer, sides);
				default -> interrupted(answer, sides);
			});
		}
		catch (UnansweredException ex) {
			return new Operation.Unknown(ex.trouble());
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
	private Operation refused(ArmAnswer answer, Sides sides) {
		Trouble trouble = this.troubles.refused(answer, sides);
		if (tellsOfTheOperation(answer)) {
			return new Operation.Failed(trouble);
		}
		if (GATEWAY_GAVE_UP.contains(answer.status())) {
			return new Operation.Unknown(trouble);
		}
		return (answer.status() == OVERLOADED) ? new Operation.Doubtful(trouble) : new Operation.Failed(trouble);
	}

	private static boolean tellsOfTheOperation(ArmAnswer answer) {
		return answer.error().filter(ArmError::endsTheOperation).isPresent();
	}

	private Operation running(ArmAnswer answer, Optional<String> location) {
		return location.flatMap(this.authority::own)
			.<Operation>map((own) -> new Operation.Running(own, answer.retryAfter()))
			.orElseGet(() -> new Operation.Unknown(this.troubles.untrusted(location, this.authority)));
	}

	private Operation ended(ArmAnswer answer, Sides sides) {
		return answer.error().isPresent() ? new Operation.Failed(this.troubles.refused(answer, sides))
				: new Operation.Ended();
	}

	/**
	 * A poll is answered with an error when the copy has failed, and also when the poll
	 * has.
	 */
	private Operation interrupted(ArmAnswer answer, Sides sides) {
		if (tellsOfTheOperation(answer)) {
			return new Operation.Failed(this.troubles.refused(answer, sides));
		}
		return new Operation.Unknown((answer.status() == 404 || answer.status() == 410)
				? this.troubles.forgotten(answer) : this.troubles.unanswered(answer));
	}

}
