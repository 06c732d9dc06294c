package dev.acrsync.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.acrsync.sandbox.Programs;
import dev.acrsync.sandbox.UnusedPort;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.scenario.ServiceProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The image as Kubernetes' restricted standard has it run, by runc: a user without any
 * capability, who can write to nothing but {@code /tmp} and {@code /data}, and, where
 * this machine can limit it, in 320 MiB of memory. Its network is this machine's.
 */
public final class Container implements ServiceProcess {

	private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes");

	private static final Path UNIFIED = Path.of("/sys/fs/cgroup/cgroup.subtree_control");

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final int USER = 65_532;

	private final Path directory;

	private final String id;

	private final int port = UnusedPort.find();

	private final int managementPort = UnusedPort.find();

	private final Process process;

	private Container(BuiltImage image, Map<String, String> environment, List<String> arguments) throws IOException {
		this.directory = Files.createTempDirectory("acr-sync-container-");
		this.id = this.directory.getFileName().toString();
		Path data = Files.createDirectory(this.directory.resolve("data"));
		Files.setAttribute(data, "unix:uid", USER);
		Files.writeString(this.directory.resolve("config.json"),
				specification(image, environment, arguments).toString());
		this.process = new ProcessBuilder(runc("run", this.id)).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(outputFile().toFile())
			.start();
	}

	/**
	 * Tells whether {@link #start} can work here.
	 */
	public static boolean canBeRun() {
		return Programs.areInstalled("runc") && Files.isDirectory(Path.of("/sys/fs/cgroup"));
	}

	/**
	 * Tells whether its memory is limited here.
	 */
	public static boolean isLimited() {
		try {
			return Files.exists(MEMORY) || (Files.exists(UNIFIED) && Files.readString(UNIFIED).contains("memory"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts it, and does not wait.
	 * @param environment variables beside those of the image
	 * @param arguments what is given to the service
	 */
	public static Container start(BuiltImage image, Map<String, String> environment, List<String> arguments) {
		try {
			return new Container(image, environment, arguments);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until it can take events.
	 */
	public void awaitReady() {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.failFast(() -> assertThat(this.process.isAlive()).as(output()).isTrue())
			.until(this::isReady);
	}

	private boolean isReady() {
		try {
			return RunningService.send(HttpRequest.newBuilder(actuator("/health/readiness"))).statusCode() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	@Override
	public URI webhook() {
		return URI.create("http://127.0.0.1:%d/webhooks/contoso".formatted(this.port));
	}

	/**
	 * Returns where it takes events.
	 */
	public int port() {
		return this.port;
	}

	int managementPort() {
		return this.managementPort;
	}

	@Override
	public URI actuator(String path) {
		return URI.create("http://127.0.0.1:%d/actuator%s".formatted(this.managementPort, path));
	}

	JsonNode get(String path) {
		return RunningService.json(RunningService.send(HttpRequest.newBuilder(actuator(path))));
	}

	HttpResponse<String> post(JsonNode event, String secret) {
		return RunningService.send(HttpRequest.newBuilder(webhook())
			.header("Content-Type", "application/json; charset=utf-8")
			.header("Authorization", "Bearer " + secret)
			.POST(BodyPublishers.ofString(event.toString())));
	}

	/**
	 * Returns what the kernel says about its first process.
	 */
	public String status() throws IOException {
		JsonNode state = JsonMapper.shared().readTree(run(runc("state", this.id)));
		return Files.readString(Path.of("/proc", state.at("/pid").asString(), "status"));
	}

	/**
	 * Asks it to end, as Kubernetes does, and returns its exit code.
	 */
	int terminate(Duration atMost) throws IOException, InterruptedException {
		run(runc("kill", this.id, "TERM"));
		assertThat(this.process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)).as("ended within " + atMost)
			.isTrue();
		return this.process.exitValue();
	}

	@Override
	public String output() {
		try {
			return Files.readString(outputFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			run(runc("delete", "--force", this.id));
			this.process.onExit().join();
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ObjectNode specification(BuiltImage image, Map<String, String> environment, List<String> arguments) {
		ObjectNode specification = (ObjectNode) JsonMapper.shared().readTree("""
				{
				  "ociVersion": "1.0.2",
				  "process": {"cwd": "/", "noNewPrivileges": true, "capabilities": {}},
				  "root": {"readonly": true},
				  "mounts": [
				    {"destination": "/proc", "type": "proc", "source": "proc"},
				    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
				    {"destination": "/sys", "type": "bind", "source": "/sys", "options": ["rbind", "ro"]},
				    {"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro"]},
				    {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=1777"]}
				  ],
				  "linux": {
				    "namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, {"type": "uts"}]
				  }
				}
				""");
		ObjectNode process = (ObjectNode) specification.at("/process");
		String[] user = image.configuration().at("/User").asString().split(":");
		process.putObject("user").put("uid", Integer.parseInt(user[0])).put("gid", Integer.parseInt(user[1]));
		ArrayNode command = process.putArray("args");
		image.configuration().at("/Entrypoint").forEach(command::add);
		arguments.forEach(command::add);
		ArrayNode variables = process.putArray("env");
		image.configuration().at("/Env").forEach(variables::add);
		Map<String, String> further = new LinkedHashMap<>(environment);
		further.put("SERVER_PORT", Integer.toString(this.port));
		further.put("MANAGEMENT_SERVER_PORT", Integer.toString(this.managementPort));
		further.forEach((name, value) -> variables.add(name + "=" + value));
		((ObjectNode) specification.at("/root")).put("path", image.root().toString());
		ArrayNode mounts = (ArrayNode) specification.at("/mounts");
		mount(mounts, "/data", this.directory.resolve("data"), "rw");
		mount(mounts, "/sandbox", Path.of("src/test/resources/sandbox").toAbsolutePath(), "ro");
		ObjectNode linux = (ObjectNode) specification.at("/linux");
		linux.put("cgroupsPath", "/" + this.id);
		if (isLimited()) {
			linux.putObject("resources").putObject("memory").put("limit", 320L << 20).put("swap", 320L << 20);
		}
		return specification;
	}

	private static void mount(ArrayNode mounts, String destination, Path source, String access) {
		ObjectNode mount = mounts.addObject();
		mount.put("destination", destination).put("type", "bind").put("source", source.toString());
		mount.putArray("options").add("rbind").add(access);
	}

	private String[] runc(String... command) {
		String[] complete = new String[command.length + 3];
		complete[0] = "runc";
		complete[1] = "--root";
		complete[2] = this.directory.resolve("runc").toString();
		System.arraycopy(command, 0, complete, 3, command.length);
		return complete;
	}

	private static String run(String... command) throws IOException {
		return new String(Programs.run(new byte[0], command), StandardCharsets.UTF_8);
	}

	private Path outputFile() {
		return this.directory.resolve("output");
	}

}
