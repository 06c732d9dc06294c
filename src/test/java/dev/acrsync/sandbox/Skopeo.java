package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.image.Digest;

/**
 * Copies images with the {@code skopeo} program.
 */
public final class Skopeo {

	private Skopeo() {
	}

	/**
	 * Tells whether skopeo is there.
	 */
	public static boolean isInstalled() {
		return Programs.areInstalled("skopeo");
	}

	/**
	 * Copies an image, with all its platforms, byte for byte.
	 * @throws IllegalStateException if skopeo fails, with its words
	 */
	public static void copy(SkopeoImage from, SkopeoImage to) {
		List<String> options = new ArrayList<>(
				List.of("--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false"));
		options.addAll(from.credentials("--src-"));
		options.addAll(to.credentials("--dest-"));
		run("copy", options, from.name(), to.name());
	}

	/**
	 * Reads the manifest, or index, that a name stands for, and returns its digest.
	 * @throws IllegalStateException if skopeo fails, with its words
	 */
	public static Digest digest(SkopeoImage image) {
		List<String> options = new ArrayList<>(List.of("--raw", "--tls-verify=false"));
		options.addAll(image.credentials("--"));
		return OciLayout.sha256(run("inspect", options, image.name()));
	}

	private static byte[] run(String verb, List<String> options, String... names) {
		List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", verb));
		command.addAll(options);
		command.addAll(List.of(names));
		try {
			return Programs.run(new byte[0], command.toArray(String[]::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An image, as skopeo finds it.
	 *
	 * @param name its name with the transport, such as
	 * {@code docker://127.0.0.1:40001/poi:v1}
	 * @param userAndPassword {@code user:password}, or nothing
	 */
	public record SkopeoImage(String name, String userAndPassword) {

		private List<String> credentials(String prefix) {
			return this.userAndPassword.isEmpty() ? List.of() : List.of(prefix + "creds", this.userAndPassword);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
