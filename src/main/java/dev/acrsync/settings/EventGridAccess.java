package dev.acrsync.settings;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a vendor's Event Grid.
 *
 * @param subscriptions the names of event subscriptions that may ask whether their events
 * are wanted
 * @param resourceId the vendor's registry, by which its events are judged
 */
public record EventGridAccess(Set<String> subscriptions, Optional<ResourceId> resourceId) {

	/**
	 * Nothing is known.
	 */
	public static final EventGridAccess NONE = new EventGridAccess(Set.of(), Optional.empty());

	/**
	 * Tells whether a subscription is one of these. Event Grid writes its name in any
	 * case.
	 */
	public boolean isSubscription(String name) {
		return this.subscriptions.stream().anyMatch(name::equalsIgnoreCase);
	}

}
