package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.FileSystemUtils;

/**
 * A real, empty registry on this machine: the {@code docker-registry} program on a free
 * port, with one user, gone at the end.
 */
public final class DockerRegistry implements AutoCloseable {

	private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:[0-9]+)");

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

	private final Path directory;

	private final Process process;

	private final Thread reaper;

	private final String user;

	private final String password;

	private final URI endpoint;

	private DockerRegistry(Path directory, String user, String password) throws IOException {
		this.directory = directory;
		this.user = user;
		this.password = password;
		Files.writeString(directory.resolve("htpasswd"), user + ":" + bcrypt(password) + "\n");
		Path configuration = Files.writeString(directory.resolve("config.yml"), """
				version: 0.1
				log: { level: info }
				storage: { filesystem: { rootdirectory: "%1$s/data" }, delete: { enabled: true } }
				http: { addr: "127.0.0.1:0", secret: sandbox }
				auth: { htpasswd: { realm: sandbox, path: "%1$s/htpasswd" } }
				""".formatted(directory));
		this.process = new ProcessBuilder("docker-registry", "serve", configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(log().toFile())
			.start();
		this.reaper = new Thread(this.process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.reaper);
		this.endpoint = awaitEndpoint();
	}

	/**
	 * Tells whether {@link #start} can work here: {@code docker-registry} and, for the
	 * password's hash, {@code perl}.
	 */
	public static boolean isInstalled() {
		return Programs.areInstalled("docker-registry", "perl");
	}

	/**
	 * Starts a registry, and returns when it answers.
	 */
	public static DockerRegistry start(String user, String password) {
		try {
			return new DockerRegistry(Files.createTempDirectory("docker-registry"), user, password);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where it answers, such as {@code http://127.0.0.1:40001}.
	 */
	public URI endpoint() {
		return this.endpoint;
	}

	/**
	 * Returns the file that it logs to.
	 */
	public Path log() {
		return this.directory.resolve("log");
	}

	/**
	 * Returns an image of it for skopeo, with the credentials.
	 * @param name repository and tag, {@code poi:v1}, or repository and digest
	 */
	public Skopeo.SkopeoImage image(String name) {
		return new Skopeo.SkopeoImage("docker://" + this.endpoint.getAuthority() + "/" + name,
				this.user + ":" + this.password);
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.reaper);
		this.process.destroyForcibly().onExit().join();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private URI awaitEndpoint() throws IOException {
		long end = System.nanoTime() + PATIENCE;
		while (this.process.isAlive() && System.nanoTime() < end) {
			Matcher listening = LISTENING.matcher(Files.readString(log()));
			if (listening.find()) {
				return URI.create("http://" + listening.group(1));
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
		}
		String log = Files.readString(log());
		close();
		throw new IllegalStateException("docker-registry does not start:\n" + log);
	}

	// The registry takes bcrypt alone, which of the tools at hand only perl's crypt knows
	private static String bcrypt(String password) throws IOException {
		return new String(Programs.run(password.getBytes(StandardCharsets.UTF_8), "perl", "-e",
				"print crypt(<STDIN>, '$2b$04$abcdefghijklmnopqrstuu')"), StandardCharsets.UTF_8);
	}

}
