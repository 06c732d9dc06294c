package dev.acrsync.arm;

import java.util.List;

import com.azure.resourcemanager.containerregistry.models.ImportImageParameters;
import com.azure.resourcemanager.containerregistry.models.ImportMode;
import com.azure.resourcemanager.containerregistry.models.ImportSource;
import com.azure.resourcemanager.containerregistry.models.ImportSourceCredentials;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;

/**
 * Says in Azure's words what is to be copied. See the <a href=
 * "https://learn.microsoft.com/rest/api/container-registry/registries/import-image">reference</a>.
 */
final class ImportBody {

	private ImportBody() {
	}

	/**
	 * Describes an import.
	 * @param credentials what Azure pulls with
	 */
	static ImportImageParameters of(ImportRequest request, Credentials credentials) {
		ImportSource source = new ImportSource().withSourceImage(request.repository().with(request.digest()));
		request.source()
			.resourceId()
			.ifPresentOrElse((id) -> source.withResourceId(id.toString()),
					() -> locate(source, request.source().registry().host(), credentials));
		RepositoryName repository = request.destination().repository();
		ImportImageParameters body = new ImportImageParameters().withSource(source);
		// A manifest without a tag has nothing to overwrite
		boolean keep = request.tag().isPresent() && request.destination().overwrite() == Overwrite.NEVER;
		request.tag()
			.ifPresentOrElse((tag) -> body.withTargetTags(List.of(repository.with(tag))),
					() -> body.withUntaggedTargetRepositories(List.of(repository.value())));
		return body.withMode(keep ? ImportMode.NO_FORCE : ImportMode.FORCE);
	}

	private static void locate(ImportSource source, RegistryHost host, Credentials credentials) {
		source.withRegistryUri(host.value());
		switch (credentials) {
			case Credentials.Basic(String username, Secret password) -> source
				.withCredentials(new ImportSourceCredentials().withUsername(username).withPassword(password.reveal()));
			case Credentials.EntraToken(Secret token) ->
				source.withCredentials(new ImportSourceCredentials().withPassword(token.reveal()));
			case Credentials.VendorIdentity _, Credentials.Anonymous _, Credentials.ManagedIdentity _ -> {
				// ARM pulls without credentials
			}
		}
	}

}
