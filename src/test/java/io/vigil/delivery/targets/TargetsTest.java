package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vigil.delivery.targets.Targets.Judged;

/** Judges only; nothing is connected to. */
class TargetsTest {

    private final ScriptedNames names = new ScriptedNames();

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "2130706433", "017700000001",
            "0177.0.0.1", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "127.000.000.001", "0", "0.0.0.0", "00.00.00.00", "localhost",
            "LOCALHOST", "localhost.", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
            "[2001:0:7f00:1::]", "[2001:db8::1]", "[3fff::1]", "[fc00::1]", "[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]",
            "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "[::ffff:10.0.0.1]",
            "[::ffff:192.168.1.1]", "169.254.169.254", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]",
            "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "08.8.8.8", "8.8.8.08", "8.8.2056", "8.8.8.8.8", "8.8.8.256",
            "1.example.0x", "100.64.0.1", "100.127.255.255", "192.0.0.192", "192.0.2.1",
            "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
            "255.255.255.255", "user@127.0.0.1", "good.example@127.0.0.1", "user:secret@8.8.8.8",
            "\uff11\uff12\uff17.0.0.1", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3" })
    void refuses_every_form_of_what_is_not_the_internet(String host) {
        assertThat(judged("https://" + host + "/push")).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://" + host + ":8080/")).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "//8.8.8.8/", "8.8.8.8", "",
            "https:8.8.8.8", "https:///", "https://:443/", "https://8.8.8.8:0/", "https://8.8.8.8:65536/",
            "unix:/var/run/docker.sock", "jar:http://8.8.8.8/a!/b", "https://a_b.example/" })
    void refuses_what_is_no_address_of_the_web(String address) {
        assertThat(judged(address)).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "11.0.0.0",
            "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "223.255.255.255", "[2606:4700:4700::1111]",
            "[::ffff:8.8.8.8]", "[64:ff9b::808:808]" })
    void lets_the_internet_through(String host) {
        assertThat(judged("https://" + host + "/push")).isInstanceOf(Judged.Good.class);
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1,", "8.8.8.8,127.0.0.1", "8.8.8.8,10.1.2.3", "::1,8.8.8.8", "2606:4700:4700::1111,fd00::1",
            "::ffff:127.0.0.1,", "169.254.169.254,", "0.0.0.0," })
    void judges_all_that_a_name_leads_to(String first, String second) {
        if (second == null) {
            names.then("there.example", first);
        } else {
            names.then("there.example", first, second);
        }

        assertThat(judged("https://there.example/")).isInstanceOf(Judged.Refused.class);
    }

    @Test
    void connects_to_what_it_judged() {
        names.then("push.example", "8.8.8.8", "1.1.1.1").then("push.example", "127.0.0.1");

        Judged judged = judged("https://push.example/");

        InetAddress address = ((Judged.Good) judged).address();
        assertThat(address.getHostAddress()).isEqualTo("8.8.8.8");
        assertThat(names.asked()).isEqualTo(1);
    }

    @Test
    void a_name_that_leads_nowhere_may_later() {
        assertThat(judged("https://nowhere.invalid/")).isInstanceOf(Judged.Unknown.class);
    }

    @Test
    void lets_through_what_the_household_allows() {
        names.then("gotify.lan", "192.168.1.5").then("other.lan", "192.168.1.6");
        String[] allowed = { "Gotify.lan.", "10.0.0.0/24", "192.168.7.7", "fd12::/16" };

        assertThat(judged("http://gotify.lan/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://GOTIFY.LAN./", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://10.0.0.255/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://192.168.7.7:8080/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://[fd12:1::1]/", allowed)).isInstanceOf(Judged.Good.class);
        assertThat(judged("http://other.lan/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://192.168.1.5/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://10.0.1.0/", allowed)).isInstanceOf(Judged.Refused.class);
        assertThat(judged("http://[fd13::1]/", allowed)).isInstanceOf(Judged.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/x", "/8", "::1/129", "1.2.3.4.5" })
    void says_at_start_what_it_cannot_read_of_the_configuration(String entry) {
        Allowing config = new Allowing(entry);

        assertThatThrownBy(() -> new TargetRules(config)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vigil.delivery.targets.allowed").hasMessageContaining(entry);
    }

    private Judged judged(String address, String... allowed) {
        return new Targets(names, new TargetRules(new Allowing(allowed))).judge(URI.create(address)).result();
    }
}
