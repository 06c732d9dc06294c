package dev.acrsync.live;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What Event Grid tells of a push.
 */
final class EventGridStatements {

	private EventGridStatements() {
	}

	@AzureStatement(id = "event-grid-body",
			says = "An event is of the type Microsoft.ContainerRegistry.ImagePushed, its subject is repository:tag, and its data is what a webhook sends, as an object or as JSON in a text.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/event-grid/event-schema-container-registry",
			otherwise = "What cannot be read as an event is refused with a word, and a comparison finds the image.")
	static void eventGridBody(StatementStage stage, Observation seen) {
		throw new NotTriedException("it takes a storage account, or an address that Event Grid reaches");
	}

}
