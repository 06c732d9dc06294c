package dev.acrsync.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.util.FileSystemUtils;

/**
 * A real PgBouncer in front of a PostgreSQL, in transaction mode, with few connections
 * that all of its clients share, as an administrator sets it up.
 */
public final class PgBouncer implements AutoCloseable {

	private final Path directory;

	private final int port;

	private final Process process;

	private PgBouncer(Path directory, int port, Process process) {
		this.directory = directory;
		this.port = port;
		this.process = process;
	}

	/**
	 * Tells whether {@link #start} can work here.
	 */
	public static boolean isInstalled() {
		return program().isPresent();
	}

	/**
	 * Starts it in front of the server of a URL, and returns when it answers.
	 */
	public static PgBouncer start(String url) {
		try {
			Path directory = Files.createTempDirectory("pgbouncer-");
			int port = UnusedPort.find();
			Path settings = Files.writeString(directory.resolve("pgbouncer.ini"), """
					[databases]
					* = host=127.0.0.1 port=%s
					[pgbouncer]
					listen_addr = 127.0.0.1
					listen_port = %d
					unix_socket_dir =
					auth_type = trust
					auth_file = %s
					pool_mode = transaction
					default_pool_size = 6
					max_client_conn = 200
					server_idle_timeout = 5
					ignore_startup_parameters = extra_float_digits
					""".formatted(url.replaceFirst(".*:(\\d+)/.*", "$1"), port, directory.resolve("users")));
			Files.writeString(directory.resolve("users"), "\"acrsync\" \"\"\n");
			List<String> command = new ArrayList<>();
			if ("root".equals(System.getProperty("user.name"))) {
				Programs.run(new byte[0], "chown", "-R", "postgres", directory.toString());
				command.addAll(List.of("setpriv", "--reuid=postgres", "--clear-groups", "--"));
			}
			command.addAll(List.of(program().orElseThrow(), "-q", settings.toString()));
			PgBouncer started = new PgBouncer(directory, port,
					new ProcessBuilder(command).redirectErrorStream(true)
						.redirectOutput(Files.createTempFile("pgbouncer-", ".log").toFile())
						.start());
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(started::isListening);
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 1_000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns the URL by which a database of the server is reached through it.
	 */
	public String url(String direct) {
		return direct.replaceFirst(":\\d+/", ":" + this.port + "/");
	}

	private static Optional<String> program() {
		return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
			.filter((path) -> new File(path).canExecute())
			.findFirst();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
