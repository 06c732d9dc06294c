package dev.acrsync.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL on a free port, with a data directory of its own and its usual
 * durability. It can be stopped and started again, hard or softly.
 */
public final class PostgresServer implements AutoCloseable {

	private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

	private static final AtomicInteger databases = new AtomicInteger();

	private final Path directory;

	private final int port;

	private final Thread reaper = new Thread(this::kill);

	private final String settings;

	private PostgresServer(Path directory, int port, String settings) {
		this.directory = directory;
		this.port = port;
		this.settings = settings;
		Runtime.getRuntime().addShutdownHook(this.reaper);
	}

	/**
	 * Tells whether {@link #start} can work here.
	 */
	public static boolean isInstalled() {
		return programs().isPresent() && (!isRoot() || Programs.areInstalled("runuser"));
	}

	/**
	 * Starts a server, and returns when it answers.
	 * @param settings what it is to be set to, such as {@code fsync=off}
	 */
	public static PostgresServer start(String... settings) {
		try {
			Path directory = Files.createTempDirectory("postgres-");
			PostgresServer server = new PostgresServer(directory, UnusedPort.find(),
					Stream.of(settings).map(" -c "::concat).collect(Collectors.joining()));
			if (isRoot()) {
				Programs.run(new byte[0], "chown", "postgres", directory.toString());
			}
			server.program("initdb", "-D", server.data(), "-A", "trust", "-U", "acrsync", "--no-sync");
			server.up();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes an empty database.
	 * @return its URL
	 */
	public String createDatabase() {
		String name = "test" + databases.incrementAndGet();
		execute("create database " + name);
		return url(name);
	}

	/**
	 * Makes an empty database, and a user who owns it, and has to come over TLS and show
	 * a password in clear, as at Azure.
	 * @return its URL, without the user
	 */
	public String createDatabaseOf(String user) {
		String url = createDatabase().replaceFirst("\\?.*", "");
		execute("create user \"" + user + "\"");
		execute("alter database " + url.replaceFirst(".*/", "") + " owner to \"" + user + "\"");
		try {
			Path rules = Path.of(data(), "pg_hba.conf");
			Files.writeString(rules, """
					hostssl all "%s" all password
					hostnossl all "%s" all reject
					""".formatted(user, user) + Files.readString(rules));
			writePrivately("server.key", LocalhostCertificate.keyPem());
			writePrivately("server.crt", LocalhostCertificate.certificatePem());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		execute("alter system set ssl = on");
		execute("select pg_reload_conf()");
		return url;
	}

	private void writePrivately(String name, String content) throws IOException {
		Path file = Files.writeString(Path.of(data(), name), content);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
		if (isRoot()) {
			Programs.run(new byte[0], "chown", "postgres", file.toString());
		}
	}

	/**
	 * Runs a statement as the superuser.
	 */
	public void execute(String sql) {
		try (Connection connection = DriverManager.getConnection(url("postgres"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts it, and returns when it answers.
	 */
	public void up() {
		program("pg_ctl", "-D", data(), "-w", "-l", this.directory.resolve("log").toString(), "-o",
				"-p " + this.port + " -c listen_addresses=127.0.0.1 -k " + this.directory + this.settings, "start");
	}

	/**
	 * Stops it at once, as a crash does.
	 */
	public void down() {
		program("pg_ctl", "-D", data(), "-m", "immediate", "stop");
	}

	/**
	 * Lets it hang: it takes connections and answers nothing.
	 */
	public void freeze() {
		signal("-STOP");
	}

	/**
	 * Lets it go on.
	 */
	public void thaw() {
		signal("-CONT");
	}

	/**
	 * Returns what it has logged so far.
	 */
	public String log() {
		try {
			return Files.readString(this.directory.resolve("log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + database + "?user=acrsync";
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	private void program(String name, String... arguments) {
		List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
		command.add(programs().orElseThrow().resolve(name).toString());
		command.addAll(List.of(arguments));
		try {
			Programs.run(new byte[0], command.toArray(String[]::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void signal(String signal) {
		try {
			String pid = Files.readAllLines(Path.of(data(), "postmaster.pid")).getFirst().strip();
			List<String> command = new ArrayList<>(List.of("kill", signal, pid));
			ProcessHandle.of(Long.parseLong(pid))
				.orElseThrow()
				.children()
				.forEach((child) -> command.add(Long.toString(child.pid())));
			Programs.run(new byte[0], command.toArray(String[]::new));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void kill() {
		if (Files.exists(Path.of(data(), "postmaster.pid"))) {
			down();
		}
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.reaper);
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	/**
	 * Debian keeps them off the path, by version.
	 */
	private static Optional<Path> programs() {
		if (!Files.isDirectory(DEBIAN)) {
			return Stream.of(System.getenv("PATH").split(File.pathSeparator))
				.map(Path::of)
				.filter((it) -> Files.isExecutable(it.resolve("initdb")))
				.findFirst();
		}
		try (Stream<Path> versions = Files.list(DEBIAN)) {
			return versions.map((it) -> it.resolve("bin"))
				.filter((it) -> Files.isExecutable(it.resolve("initdb")))
				.max(Path::compareTo);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
