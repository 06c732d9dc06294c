package dev.acrsync.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies between real registries, with the request's own credentials for the source.
 */
public final class SkopeoCopier implements ImageCopier {

	private final DockerRegistry source;

	private final DockerRegistry target;

	/**
	 * Makes a copier from one registry to another.
	 */
	public SkopeoCopier(DockerRegistry source, DockerRegistry target) {
		this.source = source;
		this.target = target;
	}

	@Override
	public void copy(ImportCall call) throws ImportFailure {
		Skopeo.SkopeoImage from = new Skopeo.SkopeoImage(this.source.image(call.sourceImage()).name(),
				call.username().orElse("") + ":" + call.password().orElse(""));
		List<String> images = new ArrayList<>(call.targetTags());
		String digest = call.sourceImage().substring(call.sourceImage().indexOf('@'));
		call.untaggedRepositories().forEach((repository) -> images.add(repository + digest));
		for (String image : images) {
			try {
				Skopeo.copy(from, this.target.image(image));
			}
			catch (IllegalStateException ex) {
				throw ImportFailure.ofOperation("InvalidParameters", "Error copying blobs");
			}
		}
	}

}
