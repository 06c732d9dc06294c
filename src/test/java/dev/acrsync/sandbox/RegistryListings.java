package dev.acrsync.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a stand-in registry lists: by the OCI distribution API, and by ACR's own.
 */
final class RegistryListings {

	private static final int USUAL_PAGE = 100;

	private static final String INDEX = "application/vnd.oci.image.index.v1+json";

	private final String host;

	private final Manifests manifests;

	RegistryListings(String host, Manifests manifests) {
		this.host = host;
		this.manifests = manifests;
	}

	StandInAnswer catalog(StandInRequest request) {
		StandInPage<String> page = StandInPage.of(request, this.manifests.repositories(), Function.identity());
		return page.answer(request, Map.of("repositories", page.items()));
	}

	StandInAnswer tags(StandInRequest request, String repository) {
		if (!this.manifests.knows(repository)) {
			return unknown(repository);
		}
		StandInPage<String> page = StandInPage.of(request, List.copyOf(this.manifests.tags(repository)),
				Function.identity());
		return page.answer(request, Map.of("name", repository, "tags", page.items()));
	}

	StandInAnswer acrTags(StandInRequest request, String repository) {
		if (!this.manifests.knows(repository)) {
			return unknown(repository);
		}
		StandInPage<TagState> page = StandInPage.of(request,
				this.manifests.tagStates(repository, request.query("orderby")), TagState::tag);
		Map<String, Object> body = new LinkedHashMap<>(Map.of("registry", this.host, "imageName", repository));
		if (!page.items().isEmpty()) {
			body.put("tags", page.items().stream().map(TagState::json).toList());
		}
		return page.answer(request, body);
	}

	StandInAnswer acrTag(String repository, String tag) {
		Optional<TagState> state = this.manifests.tagState(repository, tag);
		return state
			.map((found) -> StandInAnswer.json(200,
					Map.of("registry", this.host, "imageName", repository, "tag", found.json())))
			.orElseGet(() -> RegistryApi.error(404, "TAG_UNKNOWN", "the specified tag does not exist"));
	}

	StandInAnswer acrManifests(StandInRequest request, String repository) {
		if (!this.manifests.knows(repository)) {
			return unknown(repository);
		}
		StandInPage<ManifestState> page = StandInPage.of(request,
				this.manifests.manifestStates(repository, request.query("orderby")), ManifestState::digest);
		return page.answer(request, Map.of("registry", this.host, "imageName", repository, "manifests",
				page.items().stream().map(ManifestState::json).toList()));
	}

	StandInAnswer acrManifest(String repository, String digest) {
		return this.manifests.manifestStates(repository, "")
			.stream()
			.filter((state) -> state.digest().equals(digest))
			.findFirst()
			.map((found) -> StandInAnswer.json(200,
					Map.of("registry", this.host, "imageName", repository, "manifest", found.json())))
			.orElseGet(() -> RegistryApi.error(404, "MANIFEST_UNKNOWN", "manifest " + digest + " is not found"));
	}

	StandInAnswer acrRepository(String repository) {
		return this.manifests.knows(repository) ? StandInAnswer.json(200,
				Map.of("registry", this.host, "imageName", repository, "tagCount",
						this.manifests.tags(repository).size(), "changeableAttributes",
						TagState.attributes(!this.manifests.isLocked(repository))))
				: unknown(repository);
	}

	StandInAnswer referrers(StandInRequest request, String repository, String subject) {
		StandInPage<StoredManifest> page = StandInPage.of(request, this.manifests.referrers(repository, subject),
				(manifest) -> manifest.digest().value());
		return page
			.answer(request,
					Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests",
							page.items().stream().map(StoredManifest::descriptor).toList()))
			.with("Content-Type", INDEX);
	}

	private static StandInAnswer unknown(String repository) {
		return RegistryApi.error(404, "NAME_UNKNOWN", "repository \"%s\" is not found".formatted(repository));
	}

	private record StandInPage<T>(List<T> items, Optional<String> last) {

		static <T> StandInPage<T> of(StandInRequest request, List<T> all, Function<T, String> name) {
			String size = request.query("n");
			String after = request.query("last");
			List<String> names = all.stream().map(name).toList();
			int from = after.isEmpty() ? 0 : names.indexOf(after) + 1;
			int to = Math.min(all.size(), from + (size.isEmpty() ? USUAL_PAGE : Integer.parseInt(size)));
			return new StandInPage<>(all.subList(from, to),
					(to > from && to < all.size()) ? Optional.of(names.get(to - 1)) : Optional.empty());
		}

		StandInAnswer answer(StandInRequest request, Map<String, ?> body) {
			StandInAnswer answer = StandInAnswer.json(200, body);
			return this.last.map((name) -> answer.with("Link", "<" + next(request, name) + ">; rel=\"next\""))
				.orElse(answer);
		}

		private static String next(StandInRequest request, String last) {
			Map<String, String> query = new LinkedHashMap<>(request.query());
			query.put("last", URLEncoder.encode(last, StandardCharsets.UTF_8));
			StringBuilder next = new StringBuilder(request.path());
			query.forEach((key,
					value) -> next.append((next.indexOf("?") < 0) ? '?' : '&').append(key).append('=').append(value));
			return next.toString();
		}

	}

}
