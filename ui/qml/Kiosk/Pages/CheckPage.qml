pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Every answer once more, each with a way to change it.
PageFrame {
    id: page

    required property CheckViewModel vm
    required property AppViewModel app

    // Answers by section, in their order.
    readonly property var sections: {
        const groups = [];
        for (const answer of vm.answers) {
            const last = groups[groups.length - 1];
            if (last && last.title === answer.section)
                last.answers.push(answer);
            else
                groups.push({ title: answer.section, answers: [answer] });
        }
        return groups;
    }

    intro: Heading {
        width: parent.width
        text: qsTr("Is everything right?")
    }
    actions: ActionRow {
        width: parent.width
        nextText: qsTr("Yes, go and sign")
        onBack: page.vm.back()
        onNext: page.vm.confirm()
    }

    Repeater {
        model: page.sections

        Card {
            id: card

            required property var modelData

            width: page.contentWidth
            padding: Theme.space3
            spacing: 0

            SectionTitle {
                visible: text !== ""
                width: parent.width
                bottomPadding: Theme.space1
                text: card.modelData.title
            }

            Repeater {
                model: card.modelData.answers

                AnswerRow {
                    required property var modelData
                    required property int index

                    width: parent.width
                    ref: modelData.ref
                    label: modelData.label
                    value: Sentences.value(modelData.kind, modelData.value)
                    changeable: modelData.changeable
                    source: Sentences.source(modelData.source)
                    first: index === 0
                    onChange: page.vm.change(modelData.ref)
                }
            }
        }
    }
}
