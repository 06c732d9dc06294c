package dev.acrsync.arm;

import dev.acrsync.importtask.ImportRequest;

/**
 * The two ends of an import, as the keys under which they are configured.
 *
 * @param source the source's key
 * @param target the target's key
 */
record ImportRoute(String source, String target) {

	static ImportRoute of(ImportRequest request) {
		return new ImportRoute("acr-sync.sources." + request.source().name(),
				"acr-sync.targets." + request.target().name());
	}

}
