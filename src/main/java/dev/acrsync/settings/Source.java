package dev.acrsync.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.rules.Rules;

/**
 * A vendor's registry that images are imported from.
 *
 * @param name its key under {@code acr-sync.sources}, and the last part of its webhook's
 * URL
 * @param registry its data plane, and the credentials that ARM pulls with
 * @param aliases other hosts under which its pushes may be reported
 * @param resourceId set for a registry of our own tenant, which ARM reads by its own
 * means
 * @param door how its webhook gets in
 * @param pulls how it is learned of pushes that nobody brings
 * @param rules what may be imported from it, and where to
 */
public record Source(String name, RegistryAccess registry, Set<RegistryHost> aliases, Optional<ResourceId> resourceId,
		WebhookAccess door, PullAccess pulls, Rules rules) {

	/**
	 * Returns the same source with other secrets.
	 */
	public Source withSecrets(RegistryAccess registry, List<Secret> webhookSecrets) {
		return new Source(this.name, registry, this.aliases, this.resourceId, this.door.withSecrets(webhookSecrets),
				this.pulls, this.rules);
	}

	/**
	 * Returns the doors by which it is to tell of its pushes, as far as the settings
	 * tell.
	 */
	public List<String> doors() {
		return doors(Optional.empty());
	}

	/**
	 * Returns the doors by which it is to tell of its pushes. Event Grid calls where the
	 * webhook would.
	 * @param called the one of these two by which it called last
	 */
	public List<String> doors(Optional<String> called) {
		List<String> doors = new ArrayList<>();
		if (!this.door.eventGrid().subscriptions().isEmpty() || called.filter("event-grid"::equals).isPresent()) {
			doors.add("event-grid");
		}
		else if (!this.door.secrets().isEmpty()) {
			doors.add("webhook");
		}
		this.pulls.queue().ifPresent((_) -> doors.add("queue"));
		return List.copyOf(doors);
	}

	/**
	 * Tells whether a push at this host is a push at this registry.
	 */
	public boolean isKnownAs(RegistryHost host) {
		return this.registry.host().equals(host) || this.aliases.contains(host);
	}

}
