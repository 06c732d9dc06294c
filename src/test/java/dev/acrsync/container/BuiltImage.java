package dev.acrsync.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.sandbox.Programs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * The image of the {@code Dockerfile}, built by buildah on a {@link StandInBase}, and its
 * files. Everything is in one directory, and gone when it is closed.
 */
public final class BuiltImage implements AutoCloseable {

	private static final String NAME = "localhost/acr-sync";

	private final Path directory;

	private final Path root;

	private final JsonNode configuration;

	private BuiltImage(Path directory, int trainingEvents) throws IOException {
		this.directory = directory;
		Path base = Files.createDirectory(directory.resolve("base"));
		StandInBase.create(base);
		String container = buildah("from", "scratch");
		buildah("config", "--env", "JAVA_HOME=" + StandInBase.JAVA_HOME, "--env",
				"PATH=" + StandInBase.JAVA_HOME + "/bin", container);
		buildah("copy", "--quiet", container, base.toString(), "/");
		buildah("commit", "--quiet", "--rm", container, "localhost/base");
		buildah("build", "--isolation=chroot", "--build-arg", "BUILD_IMAGE=localhost/base", "--build-arg",
				"RUNTIME_IMAGE=localhost/base", "--build-arg", "VERSION=1.2.3", "--build-arg", "REVISION=f00d",
				"--build-arg", "TRAINING_EVENTS=" + trainingEvents, "--tag", NAME, context(directory));
		this.configuration = JsonMapper.shared()
			.readTree(buildah("inspect", "--type", "image", NAME))
			.at("/OCIv1/config");
		this.root = Path.of(buildah("mount", buildah("from", NAME)));
	}

	/**
	 * Tells whether {@link #build} can work here.
	 */
	public static boolean canBeBuilt() {
		return Programs.areInstalled("buildah", "ldd") && "root".equals(System.getProperty("user.name"));
	}

	/**
	 * Builds it, which takes about a minute.
	 * @param trainingEvents how many events the AOT cache is made under
	 * @throws IllegalStateException if the build fails, with what it said
	 */
	public static BuiltImage build(int trainingEvents) {
		try {
			Path directory = Files.createTempDirectory("acr-sync-image-");
			try {
				return new BuiltImage(directory, trainingEvents);
			}
			catch (IOException | RuntimeException ex) {
				FileSystemUtils.deleteRecursively(directory);
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the directory that holds its files.
	 */
	public Path root() {
		return this.root;
	}

	/**
	 * Returns what it says about how to run it, as OCI has it.
	 */
	public JsonNode configuration() {
		return this.configuration;
	}

	@Override
	public void close() {
		try {
			buildah("rm", "--all");
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String buildah(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of("buildah", "--storage-driver=vfs",
				"--root=" + this.directory.resolve("storage"), "--runroot=" + this.directory.resolve("run")));
		command.addAll(List.of(arguments));
		return new String(Programs.run(new byte[0], command.toArray(String[]::new)), StandardCharsets.UTF_8).strip();
	}

	/** The project, or its sources alone where these are to be built too. */
	private static String context(Path directory) throws IOException {
		if (!Boolean.getBoolean("image.of-sources")) {
			return ".";
		}
		Path sources = directory.resolve("sources");
		Programs.run(new byte[0], "git", "clone", "--quiet", "--depth=1", Path.of("").toUri().toString(),
				sources.toString());
		return sources.toString();
	}

}
