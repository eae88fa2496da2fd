package bench.ways;

import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** The row that is inserted and found; known to the application's persistence unit and to the plain one. */
@Entity
public class BenchRow {

    public static final String TABLE = "create table if not exists bench_row (id uuid primary key, text text not null)";
    static final String TEXT = "a person at the front door";

    @Id
    @UuidGenerator(algorithm = UuidVersion7Strategy.class)
    UUID id;

    String text;

    public static BenchRow made() {
        BenchRow row = new BenchRow();
        row.text = TEXT;
        return row;
    }
}
