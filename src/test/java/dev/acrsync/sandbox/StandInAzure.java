package dev.acrsync.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A stand-in for a subscription: Resource Manager, in which registries can be made and
 * deleted, and the identity of whoever is logged in.
 */
public final class StandInAzure implements AutoCloseable {

	private final StandInIdentity identity = new StandInIdentity(0, UUID.randomUUID().toString());

	private final StandInCopier copier = new StandInCopier();

	private final StandInArm arm = new StandInArm(0, this.identity, this.copier);

	private final StandInResources resources = new StandInResources(this.arm, this.copier, this.identity);

	private StandInAzure() {
		this.arm.retryAfter(Duration.ofSeconds(10));
		this.arm.operationsTakeAtMost(Duration.ofSeconds(2));
		this.arm.manage(this.resources::answer);
	}

	/**
	 * Starts one without registries, at free ports.
	 */
	public static StandInAzure start() {
		return new StandInAzure();
	}

	/**
	 * Is wrong from now on, also at registries that are made later.
	 */
	public void bend(StandInBend... bends) {
		LoopbackServer.AnswerRevision revision = (request, answer) -> {
			StandInAnswer bent = answer;
			for (StandInBend bend : bends) {
				bent = bend.revise(request, bent);
			}
			return bent;
		};
		this.arm.revise(revision);
		this.resources.revise(revision);
	}

	/**
	 * Returns Resource Manager.
	 */
	public StandInArm arm() {
		return this.arm;
	}

	/**
	 * Returns where Resource Manager is.
	 */
	public URI resourceManager() {
		return this.arm.endpoint();
	}

	/**
	 * Returns where tokens are given to this machine.
	 */
	public URI metadataHost() {
		return this.identity.metadataHost();
	}

	/**
	 * Returns a token without asking for it over HTTP.
	 */
	public String token(String audience) {
		return this.identity.token(audience);
	}

	/**
	 * Returns the names of the registries that there are.
	 */
	public Set<String> registries() {
		return new TreeSet<>(this.resources.registries().keySet());
	}

	/**
	 * Returns the names of the storage accounts that there are.
	 */
	public Set<String> storageAccounts() {
		return this.resources.storage().names().keySet();
	}

	@Override
	public void close() {
		this.resources.registries().values().forEach((created) -> created.registry().close());
		this.resources.storage().close();
		this.arm.close();
		this.identity.close();
	}

}
