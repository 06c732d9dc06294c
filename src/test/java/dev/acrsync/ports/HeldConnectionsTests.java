package dev.acrsync.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link HeldConnections}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeldConnectionsTests {

	private static final long IDLE = 75_000;

	private final AtomicLong now = new AtomicLong();

	private final HeldConnections held = new HeldConnections(this.now::get);

	private final List<SocketChannel> channels = new ArrayList<>();

	private final ServerSocketChannel server;

	HeldConnectionsTests() throws IOException {
		this.server = ServerSocketChannel.open();
	}

	@BeforeEach
	void listen() throws IOException {
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	@AfterEach
	void close() throws IOException {
		for (SocketChannel channel : this.channels) {
			channel.close();
		}
		this.server.close();
	}

	@Test
	void strangersMakeRoomTheOldestFirst() throws IOException {
		HeldConnection known = connect();
		known.begins(request(-1), true);
		trust(known);
		known.ends();
		HeldConnection served = connect();
		served.begins(request(-1), false);
		HeldConnection slow = connect();
		slow.begins(request(100), true);
		HeldConnection idle = connect();
		assertThat(madeRoom(known, served, slow, idle)).containsExactly(slow, idle, known, served);
	}

	@Test
	void oneThatIsServedForAKnownSenderNeverMakesRoom() throws IOException {
		HeldConnection known = connect();
		known.begins(request(-1), true);
		trust(known);
		this.held.makeRoom(8080, 1);
		assertThat(known.isOver()).isFalse();
	}

	@Test
	void whatTakesTooLongIsGivenUpHoweverAliveItSeems() throws IOException {
		HeldConnection idle = connect();
		HeldConnection slow = connect();
		slow.begins(request(100), true);
		HeldConnection served = connect();
		served.begins(request(-1), true);
		HeldConnection awaited = connect();
		awaited.begins(request(-1), false);
		awaited.ends();
		goOn(Duration.ofSeconds(10));
		assertThat(List.of(idle, slow, served, awaited)).noneMatch(HeldConnection::isOver);
		goOn(Duration.ofSeconds(1));
		assertThat(List.of(idle, slow)).allMatch(HeldConnection::isOver);
		assertThat(List.of(served, awaited)).noneMatch(HeldConnection::isOver);
		goOn(Duration.ofSeconds(75));
		assertThat(awaited.isOver()).isTrue();
		assertThat(served.isOver()).isFalse();
	}

	@Test
	void saysOnceAMinuteHowManyWereTurnedAway(CapturedOutput output) throws IOException {
		for (int i = 0; i < 5; i++) {
			connect();
			this.held.makeRoom(8080, 256);
		}
		assertThat(output.getOut().lines()).singleElement().asString().contains("WARN", "port 8080", " 1 since");
		goOn(Duration.ofSeconds(61));
		assertThat(output.getOut().lines()).hasSize(2).last().asString().contains(" 4 since");
	}

	private void goOn(Duration time) {
		this.now.addAndGet(time.toNanos());
		this.held.sweep(8080, 256, IDLE);
	}

	private List<HeldConnection> madeRoom(HeldConnection... connections) {
		List<HeldConnection> order = new ArrayList<>();
		for (int i = 0; i < connections.length; i++) {
			this.held.makeRoom(8080, connections.length);
			for (HeldConnection connection : connections) {
				if (connection.isOver() && !order.contains(connection)) {
					order.add(connection);
				}
			}
		}
		return order;
	}

	private HeldConnection connect() throws IOException {
		this.channels.add(SocketChannel.open(this.server.getLocalAddress()));
		SocketChannel accepted = this.server.accept();
		this.channels.add(accepted);
		this.held.add(accepted);
		InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
		return this.held.find(remote.getAddress().getHostAddress(), remote.getPort()).orElseThrow();
	}

	private static void trust(HeldConnection connection) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute(HeldConnection.ATTRIBUTE, connection);
		HeldConnection.trust(request);
	}

	private static Request request(long length) {
		Request request = new Request();
		request.setResponse(new Response());
		request.setContentLength(length);
		return request;
	}

}
