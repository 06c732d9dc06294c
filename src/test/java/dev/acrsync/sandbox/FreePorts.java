package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells at once which ports of the service are taken. {@code mvnw} runs it before a build
 * begins, from its source: it needs nothing but Java.
 */
public final class FreePorts {

	private FreePorts() {
	}

	/**
	 * Ends with 1 if a port is taken that the service would listen at.
	 * @param args what Maven or the service is given
	 */
	public static void main(String[] args) {
		problem(String.join(" ", args)).ifPresent((problem) -> {
			System.err.println(problem);
			System.exit(1);
		});
	}

	/**
	 * Says which ports are taken, and how others are given.
	 */
	static Optional<String> problem(String line) {
		List<String> taken = new ArrayList<>();
		for (int port : new int[] { port(line, "--server.port", "SERVER_PORT", 8080),
				port(line, "--management.server.port", "MANAGEMENT_SERVER_PORT", 8081) }) {
			if (!isFree(port)) {
				taken.add(Integer.toString(port));
			}
		}
		return taken.isEmpty() ? Optional.empty()
				: Optional
					.of("""
							%s taken by another process. End that, or give others:

							    ./mvnw spring-boot:test-run -Dspring-boot.run.arguments="--server.port=9080 --management.server.port=9081"
							"""
						.formatted((taken.size() == 1) ? "Port " + taken.getFirst() + " is"
								: "Ports " + String.join(" and ", taken) + " are"));
	}

	private static int port(String line, String option, String variable, int usual) {
		Matcher given = Pattern.compile("(?<![\\w.-])" + option + "=(\\d{1,5})(?!\\d)").matcher(line);
		String variables = System.getenv().getOrDefault(variable, "");
		if (given.find()) {
			return Integer.parseInt(given.group(1));
		}
		return variables.matches("\\d{1,5}") ? Integer.parseInt(variables) : usual;
	}

	private static boolean isFree(int port) {
		try (ServerSocket _ = new ServerSocket(port)) {
			return true;
		}
		catch (IOException | IllegalArgumentException _) {
			return false;
		}
	}

}
