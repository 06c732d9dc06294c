package dev.acrsync.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;

/**
 * Remembers for what audience a token of a vendor's identity was accepted last.
 */
public final class AcceptedAudiences {

	private final Map<AskingIdentity, Audience> accepted = new ConcurrentHashMap<>();

	/**
	 * Returns the one to begin with.
	 */
	public Audience of(VendorIdentity identity) {
		return this.accepted.getOrDefault(AskingIdentity.of(identity), identity.audience());
	}

	/**
	 * Remembers that a token for this audience was accepted.
	 */
	public void accepted(VendorIdentity identity, Audience audience) {
		this.accepted.put(AskingIdentity.of(identity), audience);
	}

	/**
	 * An identity, whatever password there is beside it.
	 */
	private record AskingIdentity(String tenantId, String clientId, Audience configured) {

		static AskingIdentity of(VendorIdentity identity) {
			return new AskingIdentity(identity.tenantId(), identity.clientId(), identity.audience());
		}

	}

}
