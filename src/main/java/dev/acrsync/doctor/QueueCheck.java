package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.arm.AzureInspection;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Source;
import dev.acrsync.storagequeue.QueueBacklog;
import dev.acrsync.storagequeue.QueueException;
import dev.acrsync.storagequeue.SourceQueue;

/**
 * Checks that the queue of a source can be read, without taking anything from it.
 */
final class QueueCheck {

	private final SourceQueue queue;

	private final AzureInspection azure;

	QueueCheck(SourceQueue queue, AzureInspection azure) {
		this.queue = queue;
		this.azure = azure;
	}

	DoctorCheck of(Source source, QueueAddress address) {
		String subject = "queue of source " + source.name();
		return new DoctorCheck(subject, DoctorCheck.CheckPrerequisite.IDENTITY, String.valueOf(address.url().getHost()),
				() -> List.of(look(subject, source, address)));
	}

	private Finding look(String subject, Source source, QueueAddress address) {
		try {
			QueueBacklog sample = this.queue.look(source);
			return Finding.ok(subject, "It can be read; about %d messages wait".formatted(sample.messages())
					+ sample.oldest().map((at) -> ", the oldest since " + at).orElse(""));
		}
		catch (QueueException ex) {
			return Finding.error(subject, ex.getMessage() + ", so that no event of it comes by its queue",
					cure(source, address, ex));
		}
	}

	private String cure(Source source, QueueAddress address, QueueException trouble) {
		if (trouble.code().equals("QueueNotFound")) {
			return "Have its owner run 'az storage queue create --name %s --account-name %s --auth-mode login', or correct acr-sync.sources.%s.queue.url"
				.formatted(address.name(), address.account(), source.name());
		}
		if (trouble.isRefusal()) {
			return "Have its owner run 'az role assignment create --role \"Storage Queue Data Message Processor\" --assignee-object-id %s --assignee-principal-type ServicePrincipal --scope \"$(az storage account show --name %s --query id --output tsv)/queueServices/default/queues/%s\"', which takes some minutes; and let the account's firewall let us in"
				.formatted(assignee(source), address.account(), address.name());
		}
		return "Correct acr-sync.sources.%s.queue.url, or let us reach %s".formatted(source.name(),
				address.url().getHost());
	}

	/**
	 * A queue of the vendor's is read as the identity that the vendor made.
	 */
	private String assignee(Source source) {
		return (source.registry().credentials() instanceof Credentials.VendorIdentity identity)
				? "\"$(az ad sp show --id %s --query id --output tsv)\"".formatted(identity.clientId())
				: this.azure.managementToken().flatMap(EntraClaims::objectId).orElse("<object id of the identity>");
	}

}
