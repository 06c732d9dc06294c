package dev.acrsync.sandbox;

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
		Skopeo.Image from = new Skopeo.Image(this.source.image(call.sourceImage()).name(),
				call.username().orElse("") + ":" + call.password().orElse(""));
		for (String tag : call.targetTags()) {
			try {
				Skopeo.copy(from, this.target.image(tag));
			}
			catch (IllegalStateException ex) {
				throw ImportFailure.ofOperation("InvalidParameters", "Error copying blobs");
			}
		}
	}

}
