pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Choices in the order the person gives them: each can be moved up and down. The order they come in
// is no answer until somebody says that it is right.
FocusScope {
    id: rank

    required property FieldContext context
    readonly property var all: context.choices
    readonly property var answer: context.text.split(" ").filter(word => word !== "")
    readonly property bool given: answer.length > 0 && answer.length === all.length
                                  && all.every(choice => answer.includes(choice.value))
    property string moved

    // The answer's order first, then what it does not name.
    function wanted(): var {
        const known = new Map(all.map(choice => [choice.value, choice]));
        const ordered = answer.filter(value => known.has(value)).map(value => known.get(value));
        return ordered.concat(all.filter(choice => !answer.includes(choice.value)));
    }

    function values(): var {
        const found = [];
        for (let i = 0; i < order.count; ++i)
            found.push(order.get(i).value);
        return found;
    }

    // Takes over what the form says, unless it is what the cards show already.
    function follow(): void {
        const choices = wanted();
        for (let i = 0; i < choices.length; ++i) {
            const entry = { value: choices[i].value, label: choices[i].label, image: choices[i].image ?? "" };
            if (i < order.count)
                order.set(i, entry);
            else
                order.append(entry);
        }
        if (order.count > choices.length)
            order.remove(choices.length, order.count - choices.length);
    }

    function move(from: int, to: int): void {
        moved = order.get(from).value;
        order.move(from, to, 1);
        context.set(values());
    }

    implicitHeight: column.implicitHeight

    onAllChanged: follow()
    onAnswerChanged: {
        if (answer.length > 0 && answer.join(" ") !== values().join(" "))
            follow();
    }
    Component.onCompleted: follow()

    ListModel {
        id: order
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space2

        // Only what the person moves is seen moving, not what settles when the page is laid out.
        move: Transition {
            enabled: rank.moved !== ""

            NumberAnimation {
                property: "y"
                duration: Theme.scrollMs
                easing.type: Easing.OutQuad
            }
        }

        Words {
            visible: rank.context.hint === "" && !rank.given
            width: parent.width
            text: qsTr("Move them up or down. If the order is right as it stands, touch the last line.")
            size: Theme.lead
            color: Theme.softInk
        }

        Repeater {
            model: order

            RankCard {
                id: card

                required property int index
                required property var model

                width: column.width
                place: index + 1
                last: index === order.count - 1
                ref: rank.context.ref
                value: model.value ?? ""
                text: model.label ?? ""
                image: model.image ?? ""
                lit: rank.moved !== "" && rank.moved === value
                settled: rank.given
                onUp: rank.move(index, index - 1)
                onDown: rank.move(index, index + 1)
            }
        }

        ChoiceButton {
            objectName: "rankRight_" + rank.context.ref
            width: parent.width
            implicitHeight: Theme.button
            many: true
            checked: rank.given
            text: rank.given ? qsTr("This is my order") : qsTr("The order is right as it stands")
            onActivated: rank.context.set(rank.given ? [] : rank.values())
        }
    }
}
