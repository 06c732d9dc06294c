package dev.acrsync.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpExchange;

/**
 * What a server answers that is sick, or means harm.
 */
public enum BadAnswer {

	/** A list of very many empty objects, in little more than 4 MiB. */
	EMPTY_OBJECTS(200),

	/** The same as a list of errors. */
	LARGE_ERROR(403),

	/** A body without an end, as fast as it is taken. */
	ENDLESS(200),

	/** A body of one byte a second. */
	DRIPPING(200),

	/** A hundred thousand arrays within each other. */
	DEEP(200),

	/** A list of a million numbers. */
	MANY_ITEMS(200),

	/** 100 MiB of spaces in 100 KiB. */
	GZIP_BOMB(200),

	/** A good answer with a header of 1 MiB. */
	LARGE_HEADER(200);

	private static final int MEBIBYTE = 1024 * 1024;

	private static final byte[] BOMB = bomb();

	private final int status;

	BadAnswer(int status) {
		this.status = status;
	}

	void send(HttpExchange exchange) throws IOException, InterruptedException {
		String path = exchange.getRequestURI().getPath();
		exchange.getResponseHeaders()
			.set("Content-Type", path.contains("/referrers/") ? "application/vnd.oci.image.index.v1+json"
					: "application/json; charset=utf-8");
		if (this == LARGE_HEADER) {
			exchange.getResponseHeaders().set("X-Large", "x".repeat(MEBIBYTE));
		}
		if (this == GZIP_BOMB) {
			exchange.getResponseHeaders().set("Content-Encoding", "gzip");
		}
		if (exchange.getRequestMethod().equals("HEAD")) {
			exchange.sendResponseHeaders(200, -1);
			return;
		}
		exchange.sendResponseHeaders(this.status, 0);
		write(list(path), exchange.getResponseBody());
	}

	private void write(String list, OutputStream body) throws IOException, InterruptedException {
		byte[] begin = "{\"%s\":[".formatted(list).getBytes(StandardCharsets.US_ASCII);
		switch (this) {
			case EMPTY_OBJECTS, LARGE_ERROR -> {
				body.write((this == LARGE_ERROR) ? "{\"errors\":[".getBytes(StandardCharsets.US_ASCII) : begin);
				repeat("{},", 4 * MEBIBYTE / 3 + 1, body);
				body.write("{}]}".getBytes(StandardCharsets.US_ASCII));
			}
			case ENDLESS -> {
				body.write(begin);
				while (true) {
					repeat(" ", MEBIBYTE, body);
				}
			}
			case DRIPPING -> {
				body.write(begin);
				while (true) {
					body.write(' ');
					body.flush();
					Thread.sleep(1000);
				}
			}
			case DEEP -> {
				body.write(begin);
				repeat("[", 100_000, body);
			}
			case MANY_ITEMS -> {
				body.write(begin);
				repeat("0,", 1_000_000, body);
				body.write("0]}".getBytes(StandardCharsets.US_ASCII));
			}
			case GZIP_BOMB -> body.write(BOMB);
			case LARGE_HEADER -> body.write("{}".getBytes(StandardCharsets.US_ASCII));
		}
	}

	private static void repeat(String text, int times, OutputStream body) throws IOException {
		byte[] block = text.repeat(1024).getBytes(StandardCharsets.US_ASCII);
		for (int left = times; left > 0; left -= 1024) {
			body.write(block, 0, Math.min(left, 1024) * text.length());
		}
	}

	private static byte[] bomb() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			repeat(" ", 100 * MEBIBYTE, gzip);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static String list(String path) {
		if (path.contains("/referrers/")) {
			return "manifests";
		}
		if (path.endsWith("/_catalog")) {
			return "repositories";
		}
		return path.contains("tags") ? "tags" : "token";
	}

}
