import QtQuick
import Kiosk

// Which choices are the answer, and what becomes of it when one is touched.
QtObject {
    id: choosing

    required property FieldContext context
    readonly property bool many: context.kind === "select_multiple"

    signal chosen(string value)

    // The chosen values: a list, or XForms' words with spaces between.
    function given(): var {
        const value = context.value ?? "";
        return typeof value === "string" ? value.split(" ").filter(word => word !== "") : Array.from(value);
    }

    function has(value: string): bool {
        return many ? given().includes(value) : context.text === value;
    }

    function choose(value: string): void {
        if (!many) {
            context.set(value);
        } else {
            const all = given();
            const place = all.indexOf(value);
            if (place < 0)
                all.push(value);
            else
                all.splice(place, 1);
            context.set(all);
        }
        chosen(value);
    }
}
