package dev.acrsync.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.acrsync.settings.ResourceId;

/**
 * Copies between stand-in registries, in memory, as Azure copies: with the request's
 * credentials, the whole of the image, and its tags at the end.
 */
public final class StandInCopier implements ImageCopier {

	private static final String UNAUTHORIZED = """
			Invalid message Unauthorized Unauthorized {"errors":[{"code":"UNAUTHORIZED","message":\
			"authentication required","detail":[{"Type":"repository","Class":"","Name":"%s","Action":"pull"}]}]}""";

	/** See the document on importing: "up to 50 manifests". */
	private static final int MOST_MANIFESTS = 50;

	private final List<StandInRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Makes a copier.
	 * @param registries all registries there are, sources and targets
	 */
	public StandInCopier(StandInRegistry... registries) {
		this.registries.addAll(List.of(registries));
	}

	/**
	 * Copies from one more.
	 */
	void add(StandInRegistry registry) {
		this.registries.add(registry);
	}

	/**
	 * Knows a registry no more.
	 */
	void remove(StandInRegistry registry) {
		this.registries.remove(registry);
	}

	@Override
	public void check(ImportCall call) throws ImportFailure {
		StandInRegistry target = target(call);
		for (String name : call.targetTags()) {
			TaggedManifest tagged = TaggedManifest.parse(name);
			if (!call.force() && target.digest(tagged.repository(), tagged.tag()).isPresent()) {
				throw ImportFailure.ofOperation("Conflict",
						"Tag %s already exists in target registry.".formatted(name));
			}
		}
	}

	@Override
	public void copy(ImportCall call) throws ImportFailure {
		String[] image = call.sourceImage().split("@|:(?=[^:/]+$)", 2);
		String repository = image[0];
		String reference = (image.length > 1) ? image[1] : "latest";
		StandInRegistry source = source(call, repository);
		StandInRegistry target = target(call);
		if (!source.isUp() || !target.isUp()) {
			throw ImportFailure.ofOperation("InvalidParameters", "Error copying blobs");
		}
		StoredManifest manifest = source.manifest(repository, reference)
			.orElseThrow(() -> ImportFailure.ofOperation("InvalidParameters",
					"Unable to find manifest digest  Repo: %s Tag: %s Manifest: ".formatted(repository, reference)));
		if (source.manifestsOf(repository, manifest) > MOST_MANIFESTS) {
			throw ImportFailure.ofOperation("InvalidParameters",
					"The image has more than %d manifests".formatted(MOST_MANIFESTS));
		}
		for (String name : call.targetTags()) {
			TaggedManifest tagged = TaggedManifest.parse(name);
			target.copyFrom(source, repository, manifest, tagged.repository());
			target.put(tagged.repository(), tagged.tag(), manifest);
		}
		for (String untagged : call.untaggedRepositories()) {
			target.copyFrom(source, repository, manifest, untagged);
		}
	}

	private StandInRegistry source(ImportCall call, String repository) throws ImportFailure {
		if (call.sourceResourceId().isPresent()) {
			return named(ResourceId.parse(call.sourceResourceId().get()));
		}
		ImportFailure unauthorized = ImportFailure.ofOperation("InvalidParameters", UNAUTHORIZED.formatted(repository));
		StandInRegistry source = this.registries.stream()
			.filter((registry) -> call.registryUri().filter(registry.host()::equalsIgnoreCase).isPresent())
			.findFirst()
			.orElseThrow(() -> unauthorized);
		String password = call.password().orElse("");
		Optional<String> username = call.username();
		if (username.isPresent() ? !source.admits(username.get(), password, repository)
				: !source.admitsEntra(password)) {
			throw unauthorized;
		}
		return source;
	}

	private StandInRegistry target(ImportCall call) throws ImportFailure {
		return named(call.target());
	}

	private StandInRegistry named(ResourceId id) throws ImportFailure {
		return this.registries.stream()
			.filter((registry) -> registry.host().startsWith(id.registry() + "."))
			.findFirst()
			.orElseThrow(() -> ImportFailure.ofRequest(404, "RegistryResourceNotFound",
					"The registry resource %s could not be found.".formatted(id.registry())));
	}

	private record TaggedManifest(String repository, String tag) {

		static TaggedManifest parse(String name) {
			String[] parts = name.split(":", 2);
			return new TaggedManifest(parts[0], (parts.length > 1) ? parts[1] : "latest");
		}

	}

}
