package dev.acrsync.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Prepares what the image is made of, in {@code image} of the current directory: the jar
 * of {@code target}, or else one that Maven makes of the sources, in layers, and the
 * machine's own library of SQLite. The {@code Dockerfile} runs this file as it is, where
 * there may be no shell: it needs nothing but the JDK.
 */
final class Preparation {

	private static final Path IMAGE = Path.of("image");

	private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

	private Preparation() {
	}

	static void main() throws IOException, InterruptedException, GeneralSecurityException {
		if (jars().isEmpty()) {
			buildJar();
		}
		List<Path> jars = jars();
		if (jars.size() != 1) {
			throw new IllegalStateException("One jar is needed, and target has " + jars + ": run ./mvnw clean first");
		}
		run(List.of(java(), "-Djarmode=tools", "-jar", jars.getFirst().toString(), "extract", "--layers",
				"--destination", IMAGE.toString()));
		// The extracted jar keeps the name of the one that it comes from.
		Path application = IMAGE.resolve("application");
		Files.move(application.resolve(jars.getFirst().getFileName()), application.resolve("acr-sync.jar"));
		extractSqlite();
	}

	private static List<Path> jars() throws IOException {
		return Files.isDirectory(Path.of("target")) ? list(Path.of("target"), "acr-sync-*.jar") : List.of();
	}

	private static List<Path> list(Path directory, String glob) throws IOException {
		try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
			List<Path> paths = new ArrayList<>();
			found.forEach(paths::add);
			return paths;
		}
	}

	/** Runs Maven without the shell script that usually does. */
	private static void buildJar() throws IOException, InterruptedException, GeneralSecurityException {
		String given = System.getenv("MVNW_REPOURL");
		String repository = (given == null || given.isBlank()) ? CENTRAL : given;
		Path maven = maven(repository);
		Path settings = Files.writeString(Path.of("settings.xml"), """
				<settings><mirrors><mirror>
				<id>given</id><mirrorOf>central</mirrorOf><url>%s</url>
				</mirror></mirrors></settings>
				""".formatted(repository));
		run(List.of(java(), "-classpath", list(maven.resolve("boot"), "plexus-classworlds-*.jar").getFirst().toString(),
				"-Dclassworlds.conf=" + maven.resolve("bin/m2.conf"), "-Dmaven.home=" + maven,
				"-Dmaven.multiModuleProjectDirectory=" + Path.of("").toAbsolutePath(),
				"org.codehaus.plexus.classworlds.launcher.Launcher", "-B", "-ntp", "--settings", settings.toString(),
				"-Dmaven.test.skip", "-Dcheckstyle.skip", "-Dspring-javaformat.skip", "package"));
	}

	private static Path maven(String repository) throws IOException, InterruptedException, GeneralSecurityException {
		Properties wrapper = new Properties();
		try (Reader file = Files.newBufferedReader(Path.of(".mvn/wrapper/maven-wrapper.properties"))) {
			wrapper.load(file);
		}
		String version = wrapper.getProperty("distributionUrl").replaceFirst(".*/apache-maven-(.+)-bin\\..*", "$1");
		URI uri = URI
			.create("%s/org/apache/maven/apache-maven/%s/apache-maven-%2$s-bin.zip".formatted(repository, version));
		Path zip = download(uri);
		String expected = wrapper.getProperty("zipSha512Sum");
		String actual = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip)));
		if (!actual.equals(expected)) {
			throw new IllegalStateException(
					"%s is not what it should be: its SHA-512 is %s, not %s".formatted(uri, actual, expected));
		}
		unpack(zip);
		return Path.of("apache-maven-" + version).toAbsolutePath();
	}

	private static Path download(URI uri) throws IOException, InterruptedException {
		System.out.println("Downloading " + uri);
		try (HttpClient http = HttpClient.newBuilder()
			.followRedirects(Redirect.NORMAL)
			.connectTimeout(Duration.ofSeconds(20))
			.build()) {
			HttpResponse<Path> answer = http.send(HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(5)).build(),
					BodyHandlers.ofFile(Path.of("maven.zip")));
			if (answer.statusCode() != 200) {
				throw new IllegalStateException(
						"%s answers %d: give a mirror of Maven Central with --build-arg MVNW_REPOURL=<url>"
							.formatted(uri, answer.statusCode()));
			}
			return answer.body();
		}
	}

	private static void unpack(Path zip) throws IOException {
		try (InputStream file = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(file)) {
			for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
				Path path = Path.of(entry.getName());
				if (entry.isDirectory()) {
					Files.createDirectories(path);
				}
				else {
					Files.createDirectories(path.getParent());
					Files.copy(entries, path);
				}
			}
		}
	}

	/** Kept as a file, since the image's own directories are read-only. */
	private static void extractSqlite() throws IOException {
		Path sqlite = list(IMAGE.resolve("dependencies/lib"), "sqlite-jdbc-*.jar").getFirst();
		String architecture = switch (System.getProperty("os.arch")) {
			case "amd64" -> "x86_64";
			case String other -> other;
		};
		Path target = Files.createDirectory(IMAGE.resolve("native"));
		try (FileSystem jar = FileSystems.newFileSystem(sqlite);
				Stream<Path> libraries = Files.list(jar.getPath("org/sqlite/native/Linux", architecture))) {
			libraries.forEach((library) -> {
				try {
					Files.copy(library, target.resolve(library.getFileName().toString()));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static void run(List<String> command) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		int status = builder.start().waitFor();
		if (status != 0) {
			throw new IllegalStateException("%s ended with %d".formatted(command, status));
		}
	}

}
